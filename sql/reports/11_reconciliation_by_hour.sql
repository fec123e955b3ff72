create or replace macro reconciliation_by_hour(since, until) as table
with
metered as (
  select
    nat_gateway_id,
    hour,
    sum(round(value)::bigint) filter (where metric = 'BytesInFromSource')::bigint as bytes_in_from_source,
    sum(round(value)::bigint) filter (where metric = 'BytesOutToSource')::bigint as bytes_out_to_source,
    sum(round(value)::bigint) filter (where metric = 'BytesInFromDestination')::bigint as bytes_in_from_destination,
    sum(round(value)::bigint) filter (where metric in ('BytesInFromSource', 'BytesOutToSource'))::bigint
      as cloudwatch_bytes
  from metric_hour
  where hour >= utc(since) and hour < utc(until)
  group by nat_gateway_id, hour
),
logged as (
  select nat_gateway_id, hour, l1_bytes, l3_bytes, l4_bytes, covered_seconds, is_lower_bound
  from gateway_hour
  where hour >= utc(since) and hour < utc(until)
)
select
  nat_gateway_id,
  hour,
  coalesce(l.l1_bytes, 0) as l1_bytes,
  m.bytes_in_from_source,
  coalesce(l.l4_bytes, 0) as l4_bytes,
  m.bytes_out_to_source,
  coalesce(l.l3_bytes, 0) as l3_bytes,
  m.bytes_in_from_destination,
  coalesce(l.l1_bytes + l.l4_bytes, 0) as flow_log_bytes,
  m.cloudwatch_bytes,
  coalesce(l.l1_bytes + l.l4_bytes, 0) / nullif(m.cloudwatch_bytes, 0) as coverage,
  coalesce(l.covered_seconds, 0) as covered_seconds,
  coalesce(l.is_lower_bound, true) as is_lower_bound
from logged l
full join metered m using (nat_gateway_id, hour)
order by nat_gateway_id, hour;
comment on macro table reconciliation_by_hour is 'The three legs that CloudWatch counts too, per NAT gateway and hour from since to before until: L1 beside BytesInFromSource, L4 beside BytesOutToSource, L3 beside BytesInFromDestination (L3 holds unsolicited packets). A metric is NULL where CloudWatch has no point.';
