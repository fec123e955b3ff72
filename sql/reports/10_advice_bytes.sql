create or replace macro advice_bytes(since, until) as table
with
client_vpc as (
  select distinct on (vpc_id) vpc_id, account_id, region
  from inventory_vpc
  order by vpc_id, is_current desc, seen_to desc, account_id, region
),
folded as (
  select
    nat_gateway_id, account_id as gateway_account_id, region as gateway_region, vpc_id as gateway_vpc_id,
    source_account_id, source_vpc_id, source_subnet_id, source_az_id,
    service, service_region, hostname, evidence, dns_confidence, served_by,
    nat_usd_per_gib, cross_az_usd_per_gib, tgw_usd_per_gib,
    sum(bytes) as bytes
  from nat_window(since, until)
  group by all
)
select
  f.nat_gateway_id,
  f.gateway_vpc_id,
  coalesce(v.account_id, f.source_account_id, f.gateway_account_id) as account_id,
  coalesce(v.region, f.gateway_region) as region,
  f.source_vpc_id as vpc_id,
  f.source_subnet_id as subnet_id,
  f.source_az_id as az_id,
  v.vpc_id is not null as is_vpc_known,
  f.service, f.service_region, f.hostname, f.evidence, f.dns_confidence, f.served_by,
  f.bytes::hugeint as bytes,
  -- 730 hours over the covered ones, in whole bytes, so that sums and dollars stay exact.
  case
    when g.covered_seconds >= 86400
      then (f.bytes::hugeint * 2628000 + g.covered_seconds // 2) // g.covered_seconds
  end as monthly_bytes,
  f.nat_usd_per_gib,
  case when f.nat_usd_per_gib is not null then f.cross_az_usd_per_gib end as cross_az_usd_per_gib,
  case when f.nat_usd_per_gib is not null then f.tgw_usd_per_gib end as tgw_usd_per_gib,
  g.covered_seconds,
  g.skipdata_records,
  g.unpriced_reason,
  g.price_source,
  g.price_as_of
from folded f
left join client_vpc v on v.vpc_id = f.source_vpc_id
left join gateway_window(since, until) g on g.nat_gateway_id = f.nat_gateway_id
-- What stands in place of a deleted gateway carries its bytes: a month of both would hold them twice.
where f.nat_gateway_id not in (select nat_gateway_id from gateway where deleted_at <= utc(until));
comment on macro table advice_bytes is 'What advice is made from: bytes per gateway and client subnet and service, with the client''s account and region, the bytes of a month of 730 hours (NULL where the flow logs cover under 24 hours), and the rates; without the gateways that were deleted by the end.';
