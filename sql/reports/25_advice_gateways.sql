create or replace macro advice_gateways(byte_rows, left_rows, since, until) as table
with
remaining as (
  from query_table(left_rows)
),
gateway_now as (
  select g.*, c.nat_usd_per_hour, c.public_ips, c.hours_usd_per_month, c.addresses_usd_per_month
  from gateway g
  left join advice_gateway_cost() c on c.nat_gateway_id = g.nat_gateway_id
  where g.deleted_at is null and g.known_from = 'inventory'
),
region_rate as (
  select
    region,
    (max(price) filter (where item = 'nat_gateway_hour') * 730)::double as hours_usd,
    (coalesce(max(price) filter (where item = 'public_ipv4_hour'), 0) * 730)::double as address_usd,
    -- A regional gateway has a price of its own where the list tells it.
    (coalesce(
      max(price) filter (where item = 'regional_nat_gateway_hour'), max(price) filter (where item = 'nat_gateway_hour')
    ) * 730)::double as regional_usd
  from rate
  where currency = 'USD' and from_gb = 0
  group by region
),
-- Clients in an AZ other than their gateway's.
crossing as (
  select
    r.region, r.vpc_id, r.az_id,
    min(r.account_id) as account_id,
    list(distinct r.subnet_id order by r.subnet_id) filter (where r.subnet_id is not null) as subnet_ids,
    list(distinct r.route_table_id order by r.route_table_id) filter (where r.route_table_id is not null) as route_table_ids,
    list(distinct r.nat_gateway_id order by r.nat_gateway_id) as from_gateway_ids,
    case when bool_and(r.monthly_bytes is not null) then sum(r.monthly_bytes) end as monthly_bytes,
    sum_usd(r.monthly_bytes, r.cross_az_usd_per_gib) as cross_usd,
    sum_usd(r.monthly_bytes, r.nat_usd_per_gib) as nat_usd
  from remaining r
  where r.cross_az_usd_per_gib > 0 and r.vpc_id = r.gateway_vpc_id and r.az_id is not null and r.bytes > 0
  group by 1, 2, 3
),
placed as (
  select
    c.*,
    min(g.nat_gateway_id) as own_gateway_id,
    max(h.hours_usd) + max(h.address_usd) as new_usd,
    max(h.hours_usd) as new_hours_usd,
    max(h.regional_usd) as regional_usd
  from crossing c
  left join gateway_now g
    on g.vpc_id = c.vpc_id and g.az_id = c.az_id and g.availability_mode = 'zonal' and g.connectivity_type = 'public'
  left join region_rate h on h.region = c.region
  where c.monthly_bytes > 0 and c.cross_usd > 0
  group by all
),
moved as (
  select
    *,
    case when own_gateway_id is not null then 'use_own_az_nat_gateway' else 'add_nat_gateway' end as action,
    cross_usd - case when own_gateway_id is not null then 0 else new_usd end as saving
  from placed
  where own_gateway_id is not null or cross_usd > new_usd
),
-- A table that other AZs use as well would drag them along.
table_az as (
  select route_table_id, count(distinct az_id) as azs from advice_subnet_exit() group by route_table_id
),
mixed as (
  select p.vpc_id, p.az_id, string_agg(t.route_table_id, ', ' order by t.route_table_id) as route_table_ids
  from moved p
  join table_az t on list_contains(p.route_table_ids, t.route_table_id)
  where t.azs > 1
  group by 1, 2
),
still as (
  select r.nat_gateway_id, sum(r.bytes) as bytes
  from remaining r
  left join moved p
    on p.vpc_id = r.vpc_id and p.az_id = r.az_id and list_contains(p.from_gateway_ids, r.nat_gateway_id)
    and r.cross_az_usd_per_gib > 0
  where p.vpc_id is null
  group by 1
),
routed as (
  select distinct target_id as nat_gateway_id from inventory_route where is_current and target_kind = 'nat_gateway'
),
known_vpc as (
  select distinct vpc_id from inventory_route_table where is_current
),
carried as (
  select nat_gateway_id, sum(bytes) as bytes from query_table(byte_rows) group by nat_gateway_id
),
-- A week without need is the least that speaks for taking a way out away; what no route leads to needs none.
removable as (
  select
    g.*,
    greatest(w.leg_bytes, coalesce(c.bytes, 0)) as carried_bytes, w.covered_seconds,
    g.vpc_id in (select vpc_id from known_vpc) and g.nat_gateway_id not in (select nat_gateway_id from routed) as is_unrouted
  from gateway_now g
  join gateway_window(since, until) w on w.nat_gateway_id = g.nat_gateway_id
  left join still s on s.nat_gateway_id = g.nat_gateway_id
  left join carried c on c.nat_gateway_id = g.nat_gateway_id
  where coalesce(s.bytes, 0) = 0
    and g.nat_gateway_id not in (select own_gateway_id from moved where own_gateway_id is not null)
    and (
      (w.covered_seconds >= 604800 and w.skipdata_records = 0)
      or (carried_bytes = 0 and is_unrouted)
    )
)
select
  5 as step,
  p.action, p.account_id, p.region, p.vpc_id,
  p.az_id as subject,
  null::varchar as service_name,
  null::varchar as vpc_endpoint_id,
  coalesce(p.route_table_ids, []) as route_table_ids,
  coalesce(p.subnet_ids, []) as subnet_ids,
  [p.az_id] as az_ids,
  case when p.own_gateway_id is null then p.from_gateway_ids else list_prepend(p.own_gateway_id, p.from_gateway_ids) end
    as nat_gateway_ids,
  p.monthly_bytes,
  p.nat_usd as nat_usd_per_month,
  case when p.own_gateway_id is null then p.new_usd else 0 end as endpoint_usd_per_month,
  p.saving as saving_usd_per_month,
  case when p.own_gateway_id is null then p.new_usd / (p.cross_usd / (p.monthly_bytes / 1073741824)) else 0 end
    as break_even_gib_per_month,
  'medium' as confidence,
  format('{:,.1f}', p.monthly_bytes / 1073741824) || ' GiB a month of clients in ' || p.az_id || ' still cross AZs to '
    || array_to_string(p.from_gateway_ids, ', ') || ' after the changes above, for $' || format('{:,.2f}', p.cross_usd) || '. '
    || case
      when p.own_gateway_id is not null then
        p.own_gateway_id || ' is in their AZ: route them to it, which costs nothing.'
      else
        'A NAT gateway of their own costs $' || format('{:,.2f}', p.new_usd) || ' a month, hours and address, and saves $'
        || format('{:,.2f}', p.saving)
        || '. A regional NAT gateway in place of all of the VPC''s costs $' || format('{:,.2f}', p.regional_usd)
        || ' of hours in each AZ with clients, and keeps each AZ''s traffic there without routes.'
    end
    || coalesce(' ' || m.route_table_ids || ' is shared with other AZs: this AZ''s subnets need a table of their own.', '')
    as because
from moved p
left join mixed m on m.vpc_id = p.vpc_id and m.az_id = p.az_id
union all by name
select
  6 as step,
  'remove_nat_gateway' as action,
  r.account_id, r.region, r.vpc_id,
  r.nat_gateway_id as subject,
  []::varchar[] as route_table_ids,
  []::varchar[] as subnet_ids,
  case when r.az_id is null then [] else [r.az_id] end as az_ids,
  [r.nat_gateway_id] as nat_gateway_ids,
  0::hugeint as monthly_bytes,
  r.hours_usd_per_month + r.addresses_usd_per_month as nat_usd_per_month,
  0::double as endpoint_usd_per_month,
  r.hours_usd_per_month + r.addresses_usd_per_month as saving_usd_per_month,
  null::double as break_even_gib_per_month,
  case when r.is_unrouted and r.carried_bytes = 0 then 'high' when r.carried_bytes = 0 then 'medium' else 'low' end
    as confidence,
  case
    when r.carried_bytes > 0 then
      'All ' || format('{:,.2f}', r.carried_bytes / 1073741824) || ' GiB that ' || r.nat_gateway_id
      || ' carried in ' || format('{:,.1f}', r.covered_seconds / 3600) || ' covered hours are taken off it by the changes above.'
    when r.is_unrouted then 'No route leads to ' || r.nat_gateway_id || ', and no byte of a client passed it.'
    else r.nat_gateway_id || ' carried nothing in ' || format('{:,.1f}', r.covered_seconds / 3600) || ' covered hours.'
  end
    || coalesce(
      ' It costs $' || format('{:,.2f}', r.hours_usd_per_month) || ' a month of hours and $'
      || format('{:,.2f}', r.addresses_usd_per_month) || ' for ' || r.public_ips || ' public addresses.',
      ' Its hours have no price here.'
    )
    || case
      when r.is_unrouted and r.carried_bytes = 0 then ''
      else ' What runs more seldom than these hours (patches, certificates, a failover) would lose its way out.'
    end as because
from removable r;
comment on macro table advice_gateways is 'Advice on the gateways themselves, judged by what the changes before leave: use_own_az_nat_gateway, add_nat_gateway and remove_nat_gateway of recommendations.';
