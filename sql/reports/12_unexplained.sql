create or replace macro unexplained(since, until) as table
with
-- Hours without a point are no measure, so their flow-log bytes stay out too.
metered as (
  select
    nat_gateway_id,
    sum(flow_log_bytes)::bigint as flow_log_bytes,
    sum(cloudwatch_bytes)::bigint as measured_bytes
  from reconciliation_by_hour(since, until)
  where cloudwatch_bytes is not null
  group by nat_gateway_id
),
days as (
  select
    nat_gateway_id,
    sum(flow_log_bytes) filter (where billed_bytes is not null)::bigint as flow_log_bytes,
    sum(billed_bytes)::bigint as measured_bytes,
    string_agg(reason, '; ' order by day) filter (where reason <> 'no CloudWatch metrics') as reason
  from (
    select nat_gateway_id, day, flow_log_bytes, billed_bytes, strftime(day, '%d %b: ') || reason as reason
    from reconciliation(since, until)
  )
  group by nat_gateway_id
),
measured as (
  select
    d.nat_gateway_id,
    case when m.nat_gateway_id is not null then 'CloudWatch' else 'bill' end as measured_by,
    case when m.nat_gateway_id is not null then m.flow_log_bytes else d.flow_log_bytes end as flow_log_bytes,
    case when m.nat_gateway_id is not null then m.measured_bytes else d.measured_bytes end as measured_bytes,
    d.reason
  from days d
  left join metered m on m.nat_gateway_id = d.nat_gateway_id
  where m.nat_gateway_id is not null or d.measured_bytes is not null
)
select
  m.nat_gateway_id,
  g.account_id,
  g.region,
  m.flow_log_bytes,
  m.measured_bytes,
  m.measured_by,
  m.flow_log_bytes / nullif(m.measured_bytes, 0) as coverage,
  m.measured_bytes - m.flow_log_bytes as unexplained_bytes,
  ((m.measured_bytes - m.flow_log_bytes)::decimal(20, 0) * r.nat_usd_per_gib)::double / 1073741824 as unexplained_usd,
  m.reason
from measured m
left join gateway g on g.nat_gateway_id = m.nat_gateway_id
left join gateway_rate r on r.nat_gateway_id = m.nat_gateway_id
order by unexplained_bytes desc, m.nat_gateway_id;
comment on macro table unexplained is 'What NAT gateways carried that no flow log tells, from since to before until: bytes that CloudWatch counted (the bill, where there are no metrics) less those of the flow logs in the same hours (days). The row that rankings lack to add up to the bill; negative where the flow logs count more.';
