create or replace macro advice_idle_endpoints(since, until) as table
with
-- Hours between the first and the last record at any endpoint of the VPC: what its flow logs cover.
seen as (
  select vpc_id, date_diff('hour', min(hour), max(hour)) + 1 as hours
  from beside_hour
  where hour >= utc(since) and hour < utc(until) and path = 'interface_endpoint'
  group by vpc_id
),
used as (
  select vpc_endpoint_id, sum(bytes_out + bytes_in)::hugeint as bytes
  from beside_nat
  where hour >= utc(since) and hour < utc(until) and path = 'interface_endpoint' and vpc_endpoint_id is not null
  group by vpc_endpoint_id
),
region_rate as (
  select
    region,
    max(price) filter (where item = 'nat_gateway_gb')::double as nat_gb,
    max(price) filter (where item = 'vpc_endpoint_gb')::double as endpoint_gb,
    max(price) filter (where item = 'vpc_endpoint_hour')::double as endpoint_hour
  from rate
  where currency = 'USD' and from_gb = 0
  group by region
),
-- Where the clients could go instead: every subnet with clients has a default route to NAT.
fallback as (
  select vpc_id, list(distinct target_id order by target_id) as nat_gateway_ids
  from advice_subnet_exit()
  where clients > 0
  group by vpc_id
  having bool_and(coalesce(target_kind = 'nat_gateway' and state = 'active', false))
),
weighed as (
  select
    e.vpc_endpoint_id, e.account_id, e.region, e.vpc_id, e.service_name, e.subnet_ids,
    f.nat_gateway_ids,
    s.hours,
    u.bytes * 730 // s.hours as monthly_bytes,
    monthly_bytes / 1073741824 * r.endpoint_gb as gb_usd,
    monthly_bytes / 1073741824 * r.nat_gb as nat_usd,
    r.endpoint_hour * 730 * len(e.network_interface_ids) as hours_usd,
    len(e.network_interface_ids) as azs,
    r.nat_gb, r.endpoint_gb
  from inventory_vpc_endpoint e
  join seen s on s.vpc_id = e.vpc_id
  -- Only endpoints whose interfaces the logs show: silence may be a log that is not there.
  join used u on u.vpc_endpoint_id = e.vpc_endpoint_id
  join fallback f on f.vpc_id = e.vpc_id
  join region_rate r on r.region = e.region
  where e.is_current
    and lower(e.vpc_endpoint_type) = 'interface'
    and e.state = 'available'
    and e.private_dns_enabled
    and not coalesce(e.requester_managed, false)
    and e.service_region = e.region
    and starts_with(e.service_name, 'com.amazonaws.' || e.region || '.')
    and s.hours >= 24
    and len(e.network_interface_ids) > 0
)
select
  4.5 as step,
  'delete_endpoint' as action,
  account_id, region, vpc_id,
  vpc_endpoint_id as subject,
  service_name,
  vpc_endpoint_id,
  []::varchar[] as route_table_ids,
  coalesce(subnet_ids, []) as subnet_ids,
  []::varchar[] as az_ids,
  nat_gateway_ids,
  monthly_bytes,
  nat_usd as nat_usd_per_month,
  gb_usd + hours_usd as endpoint_usd_per_month,
  gb_usd + hours_usd - nat_usd as saving_usd_per_month,
  hours_usd / nullif(nat_gb - endpoint_gb, 0) as break_even_gib_per_month,
  'low' as confidence,
  vpc_endpoint_id || ' costs $' || format('{:,.2f}', hours_usd) || ' a month of hours in ' || azs || ' AZ and $'
    || format('{:,.2f}', gb_usd) || ' for ' || format('{:,.2f}', monthly_bytes / 1073741824)
    || ' GiB; through NAT these bytes would cost $' || format('{:,.2f}', nat_usd)
    || '. Keep it where it is there for security, for its policy, or for the day without NAT.' as because
from weighed
where gb_usd + hours_usd > nat_usd;
comment on macro table advice_idle_endpoints is 'Interface endpoints that cost more than NAT would for the same bytes, by the flow logs of their ENIs: the part delete_endpoint of recommendations.';
