create or replace macro registered_domain(hostname) as
  case
    when hostname is null or not contains(hostname, '.') or regexp_full_match(hostname, '[0-9.]+') then hostname
    when regexp_matches(hostname, '\.(co|com|net|org|gov|edu|ac|ne|or|go|gob|govt|mil|nom|in|id|web)\.[a-z][a-z]$')
      then regexp_extract(hostname, '([^.]+\.[^.]+\.[^.]+)$', 1)
    else regexp_extract(hostname, '([^.]+\.[^.]+)$', 1)
  end;
comment on macro registered_domain is 'The domain that somebody registered, of a host name: its last two labels, or three where the second-last is one under which countries register (co.uk, com.au, ne.jp). Private suffixes such as github.io are left as they are.';
