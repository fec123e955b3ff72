create or replace macro nat_compared(before, after, hours) as table
with
before_and_after as (
  select *, false as is_after
  from nat_window(utc(before), utc(before) + to_hours(hours::bigint))
  union all
  select *, true as is_after
  from nat_window(utc(after), utc(after) + to_hours(hours::bigint))
)
select
  service, service_region, served_by, source_kind,
  source_name,
  case when source_name is null then source_ip end as source_ip,
  source_vpc_id, source_account_id,
  coalesce(sum(bytes) filter (where not is_after), 0)::bigint as bytes_before,
  coalesce(sum(bytes) filter (where is_after), 0)::bigint as bytes_after,
  bytes_after - bytes_before as change,
  sum_usd(case when is_after then 0 else bytes end, nat_usd_per_gib) as nat_usd_before,
  sum_usd(case when is_after then bytes else 0 end, nat_usd_per_gib) as nat_usd_after
from before_and_after
group by all
order by
  abs(change) desc,
  service, service_region, served_by, source_kind, source_name, source_ip, source_vpc_id, source_account_id;
comment on macro table nat_compared is 'Bytes and dollars of as many hours from before on and from after on, per service and client (by name, or by address where it has none), largest change first: what passed NAT on both sides of a change.';
