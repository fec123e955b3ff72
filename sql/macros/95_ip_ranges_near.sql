create or replace macro ip_ranges_near(t) as (
  select arg_min(f.as_of, (abs(epoch(f.as_of) - epoch(t)), f.as_of))
  from (select distinct r.as_of from ip_range r) f
);
comment on macro ip_ranges_near is 'createDate of the ip-ranges.json that is nearest to a time; the earlier of two that are equally near, NULL where there is none.';
