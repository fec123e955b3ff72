create or replace macro finding_cross_az(since, until) as table
with
crossing as (
  select
    nat_gateway_id,
    nat_az_id,
    list(distinct source_az_id order by source_az_id) as source_az_ids,
    sum(bytes) as bytes,
    sum_usd(bytes, cross_az_usd_per_gib) as usd
  from nat_window(since, until)
  where is_cross_az and coalesce(source_vpc_id = vpc_id, true)
  group by nat_gateway_id, nat_az_id
)
select
  'cross_az_nat' as check_id,
  'medium' as severity,
  c.nat_gateway_id as resource_id,
  'Clients reach the NAT gateway across AZs' as title,
  c.nat_gateway_id || ' in ' || c.nat_az_id || ' served clients in ' || array_to_string(c.source_az_ids, ', ')
    || ': ' || format('{:,.1f}', c.bytes / 1073741824) || ' GiB paid for crossing, and these clients lose their way out when '
    || c.nat_az_id || ' fails.' as detail,
  c.bytes::bigint as bytes,
  case when g.covered_seconds >= 86400 then c.usd * 2628000 / g.covered_seconds end as usd_per_month,
  'Route each subnet to a NAT gateway in its own AZ where that costs less than the crossing, or where AZs must not depend'
    || ' on one another.' as fix
from crossing c
left join gateway_window(since, until) g on g.nat_gateway_id = c.nat_gateway_id
where c.bytes > 0
  and c.nat_gateway_id not in (select nat_gateway_id from gateway where deleted_at <= utc(until));
comment on macro table finding_cross_az is 'NAT gateways whose clients sit in other AZs, but for those deleted by the end: a part of findings.';
