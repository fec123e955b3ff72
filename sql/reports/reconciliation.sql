create or replace macro reconciliation(since, until) as table
with
flow_log as (
  select
    nat_gateway_id,
    hour::date as day,
    sum(l1_bytes + l4_bytes)::bigint as bytes,
    sum(unsolicited_bytes)::bigint as unsolicited_bytes,
    bool_or(is_lower_bound) as is_lower_bound,
    sum(covered_seconds) as covered_seconds,
    sum(skipdata_records)::bigint as skipdata_records
  from gateway_hour
  where hour >= utc(since) and hour < utc(until)
  group by 1, 2
),
cloudwatch as (
  select nat_gateway_id, hour::date as day, sum(round(value)::bigint)::bigint as bytes
  from metric_hour
  where hour >= utc(since) and hour < utc(until) and metric in ('BytesInFromSource', 'BytesOutToSource')
  group by 1, 2
),
bill as (
  select
    resource_id as nat_gateway_id,
    hour::date as day,
    round(sum(usage_amount::decimal(28, 10))::double * 1073741824)::bigint as bytes
  from bill_line
  where hour >= utc(since) and hour < utc(until)
    and usage_type in ('NatGateway-Bytes', 'RegionalNatGateway-Bytes')
    and resource_id is not null
  group by 1, 2
),
days as (
  select nat_gateway_id, day from flow_log
  union
  select nat_gateway_id, day from cloudwatch
  union
  select nat_gateway_id, day from bill
),
joined as (
  select
    d.nat_gateway_id,
    d.day,
    coalesce(f.bytes, 0) as flow_log_bytes,
    c.bytes as cloudwatch_bytes,
    b.bytes as billed_bytes,
    coalesce(f.unsolicited_bytes, 0) as unsolicited_bytes,
    coalesce(f.is_lower_bound, true) as has_gap,
    coalesce(f.covered_seconds, 0) as covered_seconds,
    coalesce(f.skipdata_records, 0) as skipdata_records,
    -- the day's hours that are in the window and in the gateway's life
    greatest(
      least(epoch(d.day)::bigint // 3600 + 24, g.end_number) - greatest(epoch(d.day)::bigint // 3600, g.first_number), 0
    ) as expected_hours,
    f.nat_gateway_id is not null as is_logged
  from days d
  left join flow_log f on f.nat_gateway_id = d.nat_gateway_id and f.day = d.day
  left join cloudwatch c on c.nat_gateway_id = d.nat_gateway_id and c.day = d.day
  left join bill b on b.nat_gateway_id = d.nat_gateway_id and b.day = d.day
  left join gateway_window(since, until) g on g.nat_gateway_id = d.nat_gateway_id
)
select
  nat_gateway_id,
  day,
  flow_log_bytes,
  cloudwatch_bytes,
  billed_bytes,
  flow_log_bytes / nullif(cloudwatch_bytes, 0) as coverage,
  unsolicited_bytes,
  has_gap or covered_seconds < expected_hours * 3600 as is_lower_bound,
  nullif(concat_ws('; ',
    case when not is_logged then 'no flow log' end,
    case
      when is_logged and covered_seconds < expected_hours * 3600
        then 'flow logs cover ' || format('{:.2f}', covered_seconds / 3600) || ' of ' || expected_hours || ' hours'
    end,
    case when skipdata_records > 0 then 'AWS left records out (' || skipdata_records || ' SKIPDATA)' end,
    case when cloudwatch_bytes is null then 'no CloudWatch metrics' end
  ), '') as reason
from joined
order by nat_gateway_id, day;
comment on macro table reconciliation is 'The flow logs'' bytes per NAT gateway and UTC day beside CloudWatch (BytesInFromSource + BytesOutToSource) and the bill (GB times 2^30), from since to before until. coverage = flow_log_bytes / cloudwatch_bytes; reason says what is missing.';
