create or replace macro finding_trust(since, until) as table
with
threshold as (
  select coalesce(max(try_cast(s.value as double)), 0.95) as share from setting s where s.key = 'coverage_threshold'
),
measured as (
  select nat_gateway_id, flow_log_bytes, measured_bytes as cloudwatch_bytes, coverage, reason
  from unexplained(since, until)
  where measured_by = 'CloudWatch'
),
compared as (
  select
    nat_gateway_id,
    sum(cloudwatch_bytes)::bigint as cloudwatch_bytes,
    sum(billed_bytes)::bigint as billed_bytes,
    sum(billed_bytes) / nullif(sum(cloudwatch_bytes), 0) as ratio
  from reconciliation(since, until)
  where cloudwatch_bytes is not null and billed_bytes is not null
  group by nat_gateway_id
),
counted as (
  select
    nat_gateway_id,
    sum(value) filter (where metric = 'ErrorPortAllocation') as port_errors,
    sum(value) filter (where metric = 'PacketsDropCount') as dropped,
    count(*) filter (where metric = 'ErrorPortAllocation' and value > 0) as port_error_hours,
    count(*) filter (where metric = 'PacketsDropCount' and value > 0) as dropped_hours
  from metric_hour
  where hour >= utc(since) and hour < utc(until) and metric in ('ErrorPortAllocation', 'PacketsDropCount')
  group by nat_gateway_id
)
select
  'low_coverage' as check_id,
  'medium' as severity,
  m.nat_gateway_id as resource_id,
  'The flow logs explain too little of what the gateway carried' as title,
  'The flow logs explain ' || format('{:.1f}', floor(m.coverage * 1000) / 10) || ' % of the bytes that CloudWatch counted at '
    || m.nat_gateway_id || ', below the threshold of ' || format('{:.4g}', t.share * 100) || ' %'
    || coalesce(': ' || m.reason, '; no reason is known') || '.' as detail,
  m.cloudwatch_bytes - m.flow_log_bytes as bytes,
  null::double as usd_per_month,
  'See nat-attrib reconcile for the days; the setting coverage_threshold holds the threshold.' as fix
from measured m
cross join threshold t
where m.coverage < t.share
union all
select
  'more_than_cloudwatch',
  'medium',
  m.nat_gateway_id,
  'The flow logs count more than CloudWatch',
  'The flow logs count ' || format('{:.1f}', m.coverage * 100) || ' % of the bytes that CloudWatch counted at '
    || m.nat_gateway_id || coalesce(': ' || m.reason, '; no reason is known') || '.',
  m.flow_log_bytes - m.cloudwatch_bytes,
  null,
  'Compare the hours with reconciliation_by_hour; metrics that are missing for some hours look like this.'
from measured m
cross join threshold t
where m.coverage > 2 - t.share
union all
select
  'bill_differs',
  'medium',
  c.nat_gateway_id,
  'The bill and CloudWatch differ',
  'The bill charges ' || format('{:.1f}', c.ratio * 100) || ' % of the bytes that CloudWatch counted at '
    || c.nat_gateway_id || ' (a billed GB taken as 2^30 bytes).',
  abs(c.billed_bytes - c.cloudwatch_bytes),
  null,
  'The bill of the current month is revised until it is closed; read the export again then.'
from compared c
cross join threshold t
where abs(c.ratio - 1) > 1 - t.share
union all
select
  'port_allocation_errors',
  'high',
  nat_gateway_id,
  'The NAT gateway ran out of ports',
  'CloudWatch counted ' || format('{:,}', port_errors::bigint) || ' ErrorPortAllocation at ' || nat_gateway_id || ' in '
    || port_error_hours || ' hours: connections to one destination failed because all ports were in use.',
  null,
  null,
  'Give the gateway secondary addresses, or move the busiest destination to an endpoint.'
from counted
where port_errors > 0
union all
select
  'dropped_packets',
  'medium',
  nat_gateway_id,
  'The NAT gateway dropped packets',
  'CloudWatch counted ' || format('{:,}', dropped::bigint) || ' PacketsDropCount at ' || nat_gateway_id || ' in '
    || dropped_hours || ' hours.',
  null,
  null,
  'Look whether PeakBytesPerSecond or PeakPacketsPerSecond reached the gateway''s limit in these hours.'
from counted
where dropped > 0;
comment on macro table finding_trust is 'Where the flow logs, CloudWatch and the bill disagree by more than the setting coverage_threshold allows, and what CloudWatch says of failing gateways: a part of findings.';
