create or replace macro advice_interface_endpoints(byte_rows, since, until) as table
with
weighed as materialized (
  select *, before_hours_usd - case when action = 'create_interface_endpoint' then hours_usd else 0 end as saving
  from advice_endpoint_weighed(byte_rows, since, until)
  where action is not null
),
attached as (
  select distinct resource_id as vpc_id, transit_gateway_id
  from inventory_transit_gateway_attachment
  where is_current and resource_type = 'vpc' and coalesce(state, 'available') = 'available'
),
transit_rate as (
  select region, max(price)::double as price
  from rate
  where item = 'transit_gateway_gb' and currency = 'USD'
  group by region
),
-- One endpoint for all VPCs of a Transit Gateway: it stands in the VPC whose NAT gateways carry most of the bytes.
shared as (
  select
    w.region, w.service, a.transit_gateway_id,
    max_by(w.gateway_vpc_id, w.monthly_bytes) as hub_vpc_id,
    list(w.vpc_id order by w.vpc_id) as vpc_ids,
    list_sort(list_distinct(flatten(list(coalesce(w.az_ids, []))))) as az_ids,
    sum(greatest(w.saving, 0)) as apart_usd
  from weighed w
  join attached a on a.vpc_id = w.vpc_id
  where w.action = 'create_interface_endpoint'
  group by 1, 2, 3
  having count(distinct w.vpc_id) > 1
),
summed as (
  select
    s.region, s.service, s.transit_gateway_id, s.hub_vpc_id, s.vpc_ids, s.az_ids, s.apart_usd,
    min(w.account_id) as account_id,
    min(w.service_name) as service_name,
    list_sort(list_distinct(flatten(list(w.nat_gateway_ids)))) as nat_gateway_ids,
    sum(w.monthly_bytes) as monthly_bytes,
    sum(w.nat_usd) as nat_usd,
    sum(w.way_usd) as way_usd,
    greatest(len(s.az_ids), 1) * 730 * max(w.usd_per_hour) as hours_usd,
    sum(w.gb_usd) as gb_usd,
    coalesce(sum(w.endpoint_bytes) filter (where w.vpc_id <> s.hub_vpc_id), 0) / 1073741824 * max(t.price) as transit_usd,
    bool_or(w.is_at_most) as is_at_most
  from shared s
  join attached hub on hub.vpc_id = s.hub_vpc_id and hub.transit_gateway_id = s.transit_gateway_id
  join weighed w
    on w.region = s.region and w.service = s.service and list_contains(s.vpc_ids, w.vpc_id)
    and w.action = 'create_interface_endpoint'
  join transit_rate t on t.region = s.region
  group by 1, 2, 3, 4, 5, 6, 7
),
central as (
  select *, nat_usd + way_usd - gb_usd - transit_usd - hours_usd as saving
  from summed
  where nat_usd + way_usd - gb_usd - transit_usd - hours_usd > greatest(apart_usd, 0)
  qualify row_number() over (
    partition by region, service order by nat_usd + way_usd - gb_usd - transit_usd - hours_usd desc, transit_gateway_id
  ) = 1
),
hub_subnet as (
  select c.region, c.service, list(s.subnet_id order by s.subnet_id) as subnet_ids
  from central c
  join (
    select vpc_id, az_id, min(subnet_id) as subnet_id from inventory_subnet where is_current group by vpc_id, az_id
  ) s on s.vpc_id = c.hub_vpc_id and list_contains(c.az_ids, s.az_id)
  group by 1, 2
),
advised as (
  select w.*
  from weighed w
  where not exists (
    from central c
    where c.region = w.region and c.service = w.service and list_contains(c.vpc_ids, w.vpc_id)
      and w.action = 'create_interface_endpoint'
  )
)
select
  case when action = 'create_interface_endpoint' then 4 else 3 end as step,
  action, account_id, region, vpc_id,
  service_name as subject,
  service_name,
  [vpc_id] as client_vpc_ids,
  vpc_endpoint_id,
  []::varchar[] as route_table_ids,
  coalesce(subnet_ids, []) as subnet_ids,
  coalesce(az_ids, []) as az_ids,
  nat_gateway_ids,
  monthly_bytes,
  nat_usd as nat_usd_per_month,
  gb_usd + case when action = 'create_interface_endpoint' then hours_usd else 0 end as endpoint_usd_per_month,
  saving as saving_usd_per_month,
  case
    when gained_usd_per_gib <= 0 then null
    when action = 'create_interface_endpoint' then hours_usd / gained_usd_per_gib
    else 0 * gained_usd_per_gib
  end as break_even_gib_per_month,
  -- As sure as the names of nine tenths of the bytes: answers to the clients themselves, to others of the VPC, or stale.
  case
    when is_at_most or stale_bytes * 10 > monthly_bytes then 'low'
    when sure_bytes * 10 >= monthly_bytes * 9 then 'high'
    else 'medium'
  end as confidence,
  case
    when action = 'create_interface_endpoint' then vpc_id || ' has no interface endpoint for ' || service || '. '
    else vpc_endpoint_id || ' has private DNS off, so names of ' || service || ' still lead to NAT. '
  end
    || nat_sentence(
      monthly_bytes, priced_bytes, nat_usd, crossing_bytes, cross_usd, unpriced_reason, price_source, price_as_of
    )
    || way_sentence(tgw_bytes, tgw_usd, skipdata_records)
    || case
      when endpoint_bytes > monthly_bytes then
        ' The endpoint would also take ' || format('{:,.1f}', (endpoint_bytes - monthly_bytes) / 1073741824)
        || ' GiB a month that leave through an internet gateway.'
      else ''
    end
    || case
      when action = 'create_interface_endpoint' then
        ' The endpoint costs ' || azs || ' AZ x 730 h x $' || format('{:.4g}', usd_per_hour) || ': $'
        || format('{:,.2f}', hours_usd) || ', and $' || format('{:,.2f}', gb_usd) || ' for '
        || format('{:,.1f}', endpoint_bytes / 1073741824) || ' GiB; it saves '
        || case when is_at_most then 'at most ' else '' end || '$' || format('{:,.2f}', saving)
        || ' a month'
        || case
          when azs > 1 then
            ' in every AZ with clients, which is resilient; the cheapest set is one AZ, which saves $'
            || format('{:,.2f}', saving + hours_usd - hours_usd / azs) || ' (crossing AZs to it is free)'
          else ''
        end
        || '.'
      else
        coalesce(
          ' Its hours are paid already; the bytes cost $' || format('{:,.2f}', gb_usd) || ' there, so it saves '
          || case when is_at_most then 'at most ' else '' end || '$' || format('{:,.2f}', saving) || ' a month.',
          ''
        )
    end
    || case
      when unnamed_usd > 0 then
        ' The names of ' || format('{:,.1f}', unnamed_bytes / 1073741824)
        || ' GiB a month more to AWS are unknown: were all of them ' || service || ', it would save $'
        || format('{:,.2f}', saving + unnamed_usd) || '.'
      else ''
    end
    || case
      when stale_bytes * 10 > monthly_bytes then
        ' The names of ' || format('{:,.1f}', stale_bytes / 1073741824)
        || ' GiB of it are stale: no answer within 24 hours before the bytes tells them.'
      else ''
    end
    || case
      when is_at_most then
        ' The VPC has subnets routed to an internet gateway, whose traffic to the service would move too and is not seen.'
      else ''
    end as because
from advised
where saving > 0 or (saving is null and action = 'enable_private_dns')
union all by name
select
  4 as step,
  'create_central_endpoint' as action,
  c.account_id, c.region, c.hub_vpc_id as vpc_id,
  c.service_name as subject,
  c.service_name,
  c.vpc_ids as client_vpc_ids,
  null as vpc_endpoint_id,
  []::varchar[] as route_table_ids,
  coalesce(h.subnet_ids, []) as subnet_ids,
  c.az_ids,
  c.nat_gateway_ids,
  c.monthly_bytes,
  c.nat_usd as nat_usd_per_month,
  c.gb_usd + c.hours_usd + c.transit_usd as endpoint_usd_per_month,
  c.saving as saving_usd_per_month,
  case
    when c.nat_usd + c.way_usd > c.gb_usd + c.transit_usd
      then c.hours_usd / ((c.nat_usd + c.way_usd - c.gb_usd - c.transit_usd) / (c.monthly_bytes / 1073741824))
  end as break_even_gib_per_month,
  'low' as confidence,
  len(c.vpc_ids) || ' VPCs behind ' || c.transit_gateway_id || ' (' || array_to_string(c.vpc_ids, ', ') || ') send '
    || format('{:,.1f}', c.monthly_bytes / 1073741824) || ' GiB a month to ' || c.service || ' through NAT, which costs $'
    || format('{:,.2f}', c.nat_usd + c.way_usd) || ' with the way there. One endpoint in ' || c.hub_vpc_id
    || ' for all of them costs $' || format('{:,.2f}', c.hours_usd) || ' of hours, $' || format('{:,.2f}', c.gb_usd)
    || ' of bytes and $' || format('{:,.2f}', c.transit_usd) || ' of Transit Gateway: it saves '
    || case when c.is_at_most then 'at most ' else '' end || '$' || format('{:,.2f}', c.saving)
    || ' a month, one endpoint per VPC where it pays $' || format('{:,.2f}', c.apart_usd)
    || '. Its name must be shared by a private hosted zone or a Route 53 Profile, which private DNS does not do across VPCs.'
    as because
from central c
left join hub_subnet h on h.region = c.region and h.service = c.service;
comment on macro table advice_interface_endpoints is 'Advice for bytes to services that DNS logs name: create_interface_endpoint and create_central_endpoint (only where they save after their hours and bytes) and enable_private_dns of recommendations.';
