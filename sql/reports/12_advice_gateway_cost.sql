create or replace macro advice_gateway_cost() as table
with
address as (
  select nat_gateway_id, count(distinct public_ip) as public_ips
  from inventory_nat_gateway_address
  where is_current
  group by nat_gateway_id
),
ipv4 as (
  select region, max(price) as usd_per_hour from rate where item = 'public_ipv4_hour' and currency = 'USD' group by region
)
select
  g.nat_gateway_id,
  r.nat_usd_per_hour,
  coalesce(a.public_ips, 0) as public_ips,
  (r.nat_usd_per_hour * 730 * g.hourly_azs)::double as hours_usd_per_month,
  (coalesce(i.usd_per_hour, 0) * 730 * coalesce(a.public_ips, 0))::double as addresses_usd_per_month
from gateway g
left join gateway_rate r on r.nat_gateway_id = g.nat_gateway_id
left join address a on a.nat_gateway_id = g.nat_gateway_id
left join ipv4 i on i.region = g.region;
comment on macro table advice_gateway_cost is 'What each NAT gateway costs a month of 730 hours before the first byte: its hours (times AZs; NULL where it has no price) and its public addresses. Other macros build on it.';
