create or replace macro host_fits(name, pattern) as
  case when starts_with(pattern, '*.') then ends_with(name, substr(pattern, 2)) else name = pattern end;
comment on macro host_fits is 'Whether a host name is the pattern''s, or ends as a pattern *.example.com says.';
