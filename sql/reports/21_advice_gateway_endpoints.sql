create or replace macro advice_gateway_endpoints(byte_rows) as table
with
subnet_table as (
  select subnet_id, min(route_table_id) as route_table_id
  from inventory_subnet_route_table
  where is_current
  group by subnet_id
),
endpoint as (
  select
    vpc_id,
    service_name,
    min(vpc_endpoint_id) as vpc_endpoint_id,
    list_distinct(flatten(list(route_table_ids))) as route_table_ids
  from inventory_vpc_endpoint
  where lower(vpc_endpoint_type) = 'gateway' and lower(state) = 'available' and is_current
  group by vpc_id, service_name
),
-- Where the inventory holds the region's list, nothing but its addresses is served by the endpoint.
listed as (
  select distinct region, regexp_extract(prefix_list_name, '([^.]+)$', 1) as service
  from inventory_prefix_list_cidr
  where is_current and regexp_full_match(prefix_list_name, '(?:cn\.)?com\.amazonaws\.[^.]+\.(?:s3|dynamodb|s3express)')
),
offered as (
  select region, split_part(service_name, '.' || region || '.', 2) as service, min(service_name) as service_name
  from inventory_vpc_endpoint_service
  where lower(service_type) = 'gateway' and is_current
  group by 1, 2
),
placed as (
  select
    b.*,
    t.route_table_id,
    e.vpc_endpoint_id,
    l.service is not null as has_list,
    case
      when e.vpc_endpoint_id is null then 'create_gateway_endpoint'
      when t.route_table_id is not null and not coalesce(list_contains(e.route_table_ids, t.route_table_id), false)
        then 'associate_route_tables'
    end as action
  from query_table(byte_rows) b
  left join subnet_table t on t.subnet_id = b.subnet_id
  left join endpoint e
    on e.vpc_id = b.vpc_id and ends_with(e.service_name, '.' || b.region || '.' || b.service)
  left join listed l on l.region = b.region and l.service = b.service
  where b.served_by = 'gateway_endpoint'
    and b.vpc_id is not null
    and b.service in ('s3', 'dynamodb', 's3express')
    and coalesce(b.service_region, b.region) = b.region
),
grouped as (
  select
    action, region, vpc_id, service, vpc_endpoint_id,
    min(account_id) as account_id,
    list(distinct route_table_id order by route_table_id) filter (where route_table_id is not null) as route_table_ids,
    list(distinct subnet_id order by subnet_id) filter (where subnet_id is not null) as subnet_ids,
    list(distinct az_id order by az_id) filter (where az_id is not null) as az_ids,
    list(distinct nat_gateway_id order by nat_gateway_id) as nat_gateway_ids,
    bool_or(is_vpc_known) as is_vpc_known,
    bool_and(is_vpc_known and route_table_id is not null) as is_placed,
    bool_and(evidence = 'prefix_list' or (evidence = 'dns' and has_list)) as is_listed,
    bool_and(monthly_bytes is not null) as has_month,
    case when has_month then sum(monthly_bytes) end as monthly_bytes,
    sum(monthly_bytes) filter (where nat_usd_per_gib is not null) as priced_bytes,
    case when has_month then sum_usd(monthly_bytes, nat_usd_per_gib) end as nat_usd,
    sum(monthly_bytes) filter (where cross_az_usd_per_gib > 0) as crossing_bytes,
    coalesce(sum_usd(monthly_bytes, cross_az_usd_per_gib), 0) as cross_usd,
    sum(monthly_bytes) filter (where tgw_usd_per_gib > 0) as tgw_bytes,
    coalesce(sum_usd(monthly_bytes, tgw_usd_per_gib), 0) as tgw_usd,
    max(skipdata_records) as skipdata_records,
    max(unpriced_reason) as unpriced_reason,
    max(price_source) as price_source,
    max(price_as_of) as price_as_of
  from placed
  where action is not null
  group by 1, 2, 3, 4, 5
)
select
  case when action = 'create_gateway_endpoint' then 2 else 3 end as step,
  action, account_id, g.region, vpc_id,
  coalesce(o.service_name, 'com.amazonaws.' || g.region || '.' || g.service) as service_name,
  coalesce(o.service_name, 'com.amazonaws.' || g.region || '.' || g.service) as subject,
  vpc_endpoint_id,
  coalesce(route_table_ids, []) as route_table_ids,
  coalesce(subnet_ids, []) as subnet_ids,
  coalesce(az_ids, []) as az_ids,
  nat_gateway_ids,
  monthly_bytes,
  nat_usd as nat_usd_per_month,
  case when has_month then 0::double end as endpoint_usd_per_month,
  nat_usd + cross_usd + tgw_usd as saving_usd_per_month,
  0::double as break_even_gib_per_month,
  case when is_listed and is_placed then 'high' else 'medium' end as confidence,
  case
    when action = 'create_gateway_endpoint' then
      vpc_id
      || case when is_vpc_known then ' has no gateway endpoint for ' || g.service
        else ' is in no inventory: whether it has a gateway endpoint for ' || g.service || ' is not known' end
      || '. '
    else vpc_endpoint_id || ' is not associated with ' || array_to_string(route_table_ids, ', ')
      || case when len(route_table_ids) = 1 then ', the route table' else ', the route tables' end
      || ' of these clients. '
  end
    || nat_sentence(
      monthly_bytes, priced_bytes, nat_usd, crossing_bytes, cross_usd, unpriced_reason, price_source, price_as_of
    )
    || way_sentence(tgw_bytes, tgw_usd, skipdata_records)
    || ' A gateway endpoint is free.'
    || case when is_placed then '' else ' The inventory does not show every client''s route table.' end
    || case when is_listed then '' else ' The addresses are known from ip-ranges, not from the prefix list.' end
    as because
from grouped g
left join offered o on o.region = g.region and o.service = g.service;
comment on macro table advice_gateway_endpoints is 'Advice for bytes to S3, DynamoDB and S3 Express of the clients'' own region: create_gateway_endpoint and associate_route_tables of recommendations. Clients whose route table has the endpoint already are credited with nothing.';
