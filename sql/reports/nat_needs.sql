create or replace macro nat_needs(since, until) as table
with
advice_byte_row as materialized (
  from advice_bytes(since, until)
),
advice_gateway_row as materialized (
  from advice_gateway_endpoints('advice_byte_row')
),
advice_interface_row as materialized (
  from advice_interface_endpoints('advice_byte_row', since, until)
),
remaining as (
  from advice_left('advice_byte_row', 'advice_gateway_row', 'advice_interface_row')
)
select
  nat_gateway_id, served_by, service, service_region,
  list(distinct hostname order by hostname) filter (where hostname is not null) as names,
  sum(bytes)::bigint as bytes,
  case when bool_and(monthly_bytes is not null) then sum(monthly_bytes)::double / 1073741824 end as gib_per_month
from remaining
group by nat_gateway_id, served_by, service, service_region
having sum(bytes) > 0
order by nat_gateway_id, bytes desc, served_by, service, service_region;
comment on macro table nat_needs is 'What still passes each NAT gateway once own paths and endpoints are as recommendations advise, by service, from since to before until: the traffic that keeps a gateway, and its hours, needed.';
