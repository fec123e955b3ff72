create or replace macro advice_own_paths(byte_rows) as table
with
grouped as (
  select
    vpc_id,
    case when vpc_id is null then nat_gateway_id end as nat_gateway_id,
    region,
    hostname,
    min(account_id) as account_id,
    list(distinct subnet_id order by subnet_id) filter (where subnet_id is not null) as subnet_ids,
    list(distinct az_id order by az_id) filter (where az_id is not null) as az_ids,
    list(distinct nat_gateway_id order by nat_gateway_id) as nat_gateway_ids,
    case when bool_and(monthly_bytes is not null) then sum(monthly_bytes) end as monthly_bytes,
    sum(monthly_bytes) filter (where nat_usd_per_gib is not null) as priced_bytes,
    sum_usd(monthly_bytes, nat_usd_per_gib) as priced_usd,
    case when bool_and(monthly_bytes is not null) then priced_usd end as nat_usd,
    max(skipdata_records) as skipdata_records,
    max(unpriced_reason) as unpriced_reason,
    max(price_source) as price_source,
    max(price_as_of) as price_as_of
  from query_table(byte_rows)
  where served_by = 'own_path'
  group by 1, 2, 3, 4
)
select
  1 as step,
  'use_private_path' as action,
  account_id, region, vpc_id,
  concat_ws('/', nat_gateway_id, hostname) as subject,
  null::varchar as service_name,
  null::varchar as vpc_endpoint_id,
  []::varchar[] as route_table_ids,
  coalesce(subnet_ids, []) as subnet_ids,
  coalesce(az_ids, []) as az_ids,
  nat_gateway_ids,
  monthly_bytes,
  nat_usd as nat_usd_per_month,
  0 * nat_usd as endpoint_usd_per_month,
  nat_usd as saving_usd_per_month,
  null::double as break_even_gib_per_month,
  'medium' as confidence,
  coalesce(hostname, 'A resource of our own') || ' is reached at its public address. '
    || nat_sentence(
      monthly_bytes, priced_bytes, nat_usd, 0::hugeint, 0::double, unpriced_reason, price_source, price_as_of
    )
    || way_sentence(0, 0, skipdata_records)
    || ' An internal load balancer, or private DNS that answers with the private address, takes it off NAT;'
    || ' what the private path itself costs, also between AZs, is not counted.' as because
from grouped;
comment on macro table advice_own_paths is 'Advice for bytes that go through NAT to public addresses of our own: the part use_private_path of recommendations.';
