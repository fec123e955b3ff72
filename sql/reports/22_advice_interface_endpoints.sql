create or replace macro advice_interface_endpoints(since, until) as table
with
named as (
  select *
  from advice_bytes(since, until)
  where served_by = 'interface_endpoint'
    and evidence = 'dns'
    and vpc_id is not null
    and region is not null
    and service is not null
    and coalesce(service_region, region) = region
),
-- One subnet per AZ: the one whose clients move most.
az_subnet as (
  select region, vpc_id, service, az_id, min_by(subnet_id, (-bytes, subnet_id)) as subnet_id
  from (select region, vpc_id, service, az_id, subnet_id, sum(bytes) as bytes from named group by all)
  where az_id is not null and subnet_id is not null
  group by 1, 2, 3, 4
),
subnets as (
  select region, vpc_id, service, list(subnet_id order by subnet_id) as subnet_ids from az_subnet group by 1, 2, 3
),
grouped as (
  select
    region, vpc_id, service,
    min(account_id) as account_id,
    list(distinct az_id order by az_id) filter (where az_id is not null) as az_ids,
    list(distinct nat_gateway_id order by nat_gateway_id) as nat_gateway_ids,
    sum(bytes) as nat_bytes,
    sum(monthly_bytes) as monthly_bytes,
    sum(monthly_bytes) filter (where nat_usd_per_gib is not null) as priced_bytes,
    sum_usd(monthly_bytes, nat_usd_per_gib) as nat_usd,
    sum(monthly_bytes) filter (where cross_az_usd_per_gib > 0) as crossing_bytes,
    coalesce(sum_usd(monthly_bytes, cross_az_usd_per_gib), 0) as cross_usd,
    max(unpriced_reason) as unpriced_reason,
    max(price_source) as price_source,
    max(price_as_of) as price_as_of
  from named
  group by 1, 2, 3
  having bool_and(monthly_bytes is not null) and sum(bytes) > 0
),
-- With private DNS the endpoint also takes what leaves today through an internet gateway.
beside as (
  select vpc_id, service, service_region, sum(bytes_out + bytes_in) as bytes
  from beside_nat
  where hour >= utc(since) and hour < utc(until) and path = 'internet_gateway'
  group by all
),
public_vpc as (
  select distinct t.vpc_id
  from inventory_subnet_route_table t
  join inventory_route r on r.route_table_id = t.route_table_id and r.is_current
  where t.is_current
    and r.destination in ('0.0.0.0/0', '::/0')
    and r.target_kind = 'internet_gateway'
    and coalesce(r.state, 'active') = 'active'
),
moved as (
  select
    g.*,
    greatest(coalesce(len(g.az_ids), 0), 1) as azs,
    g.monthly_bytes + coalesce((b.bytes::hugeint * g.monthly_bytes) // g.nat_bytes, 0) as endpoint_bytes,
    p.vpc_id is not null and g.vpc_id not in (select vpc_id from beside where vpc_id is not null) as is_at_most
  from grouped g
  left join beside b on b.vpc_id = g.vpc_id and b.service = g.service and b.service_region = g.region
  left join public_vpc p on p.vpc_id = g.vpc_id
),
tier as (
  select
    region,
    price,
    (from_gb * 1073741824)::hugeint as from_bytes,
    lead((from_gb * 1073741824)::hugeint) over (partition by region order by from_gb) as to_bytes
  from rate
  where item = 'vpc_endpoint_gb' and currency = 'USD'
),
processing as (
  select
    m.region, m.vpc_id, m.service,
    sum_usd(greatest(least(m.endpoint_bytes, t.to_bytes) - t.from_bytes, 0), t.price) as gb_usd,
    max(t.price) filter (where t.from_bytes = 0)::double as usd_per_gib
  from moved m
  join tier t on t.region = m.region
  group by 1, 2, 3
),
hourly as (
  select region, max(price) as usd_per_hour
  from rate
  where item = 'vpc_endpoint_hour' and currency = 'USD'
  group by region
),
endpoint as (
  select m.vpc_id, m.service, min(e.vpc_endpoint_id) as vpc_endpoint_id, bool_or(e.private_dns_enabled) as has_private_dns,
    min(e.service_name) as service_name
  from moved m
  join inventory_vpc_endpoint e
    on e.vpc_id = m.vpc_id and ends_with(e.service_name, '.' || m.region || '.' || m.service)
  where lower(e.vpc_endpoint_type) = 'interface' and lower(e.state) = 'available' and e.is_current
  group by 1, 2
),
offered as (
  select m.region, m.service, min(o.service_name) as service_name,
    bool_or(len(o.private_dns_names) > 0) as has_private_dns_names
  from (select distinct region, service from moved) m
  join inventory_vpc_endpoint_service o
    on o.region = m.region and ends_with(o.service_name, '.' || m.region || '.' || m.service)
  where lower(o.service_type) = 'interface' and o.is_current
  group by 1, 2
),
weighed as (
  select
    m.*,
    s.subnet_ids,
    e.vpc_endpoint_id,
    coalesce(e.service_name, o.service_name, 'com.amazonaws.' || m.region || '.' || m.service) as service_name,
    h.usd_per_hour::double as usd_per_hour,
    (h.usd_per_hour * 730 * m.azs)::double as hours_usd,
    p.gb_usd,
    m.nat_usd + m.cross_usd - p.gb_usd as before_hours_usd,
    (m.nat_usd + m.cross_usd) / (m.monthly_bytes / 1073741824)
      - p.usd_per_gib * m.endpoint_bytes / m.monthly_bytes as gained_usd_per_gib,
    case
      when e.vpc_endpoint_id is null then 'create_interface_endpoint'
      when not coalesce(e.has_private_dns, false)
        and m.service not in ('s3', 's3express', 'dynamodb')
        and coalesce(o.has_private_dns_names, true)
        then 'enable_private_dns'
    end as action
  from moved m
  left join processing p on p.region = m.region and p.vpc_id = m.vpc_id and p.service = m.service
  left join hourly h on h.region = m.region
  left join endpoint e on e.vpc_id = m.vpc_id and e.service = m.service
  left join offered o on o.region = m.region and o.service = m.service
  left join subnets s on s.region = m.region and s.vpc_id = m.vpc_id and s.service = m.service
),
advised as (
  select *, before_hours_usd - case when action = 'create_interface_endpoint' then hours_usd else 0 end as saving
  from weighed
  where action is not null
)
select
  case when action = 'create_interface_endpoint' then 4 else 3 end as step,
  action, account_id, region, vpc_id,
  service_name as subject,
  service_name,
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
  case when is_at_most then 'low' else 'medium' end as confidence,
  case
    when action = 'create_interface_endpoint' then vpc_id || ' has no interface endpoint for ' || service || '. '
    else vpc_endpoint_id || ' has private DNS off, so names of ' || service || ' still lead to NAT. '
  end
    || nat_sentence(
      monthly_bytes, priced_bytes, nat_usd, crossing_bytes, cross_usd, unpriced_reason, price_source, price_as_of
    )
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
        || case when azs > 1 then ', in one AZ $' || format('{:,.2f}', saving + hours_usd - hours_usd / azs) else '' end
        || '.'
      else
        coalesce(
          ' Its hours are paid already; the bytes cost $' || format('{:,.2f}', gb_usd) || ' there, so it saves '
          || case when is_at_most then 'at most ' else '' end || '$' || format('{:,.2f}', saving) || ' a month.',
          ''
        )
    end
    || case
      when is_at_most then
        ' The VPC has subnets routed to an internet gateway, whose traffic to the service would move too and is not seen.'
      else ''
    end as because
from advised
where saving > 0 or (saving is null and action = 'enable_private_dns');
comment on macro table advice_interface_endpoints is 'Advice for bytes to services that DNS logs name: create_interface_endpoint (only where it saves after its hours and bytes) and enable_private_dns of recommendations.';
