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
    sum(skipdata_records)::bigint as skipdata_records,
    string_agg(distinct flow_log_ids, ',') as flow_log_ids,
    bool_or(capture in ('route', 'next_hop')) as is_seen_at_clients
  from gateway_hour
  where hour >= utc(since) and hour < utc(until)
  group by 1, 2
),
first_logged as (
  select nat_gateway_id, min(hour) as hour from gateway_hour group by 1
),
cloudwatch as (
  select
    nat_gateway_id,
    hour::date as day,
    sum(round(value)::bigint)::bigint as bytes,
    count(distinct hour) as hours
  from metric_hour
  where hour >= utc(since) and hour < utc(until) and metric in ('BytesInFromSource', 'BytesOutToSource')
  group by 1, 2
),
-- A line that covers a day counts only where the whole day is in the window; one that covers a month belongs to no day.
bill as (
  select
    resource_id as nat_gateway_id,
    hour::date as day,
    round(sum(usage_amount::decimal(28, 10))::double * 1073741824)::bigint as bytes
  from bill_line
  where hour >= utc(since) and coalesce(usage_end, hour + interval 1 hour) <= utc(until)
    and coalesce(usage_end, hour + interval 1 hour) <= hour::date + interval 1 day
    and usage_type in ('NatGateway-Bytes', 'RegionalNatGateway-Bytes')
    and resource_id is not null
  group by 1, 2
),
accept_only as (
  select flow_log_id from inventory_flow_log group by 1 having bool_and(upper(traffic_type) = 'ACCEPT')
),
reject_only as (
  select flow_log_id from inventory_flow_log group by 1 having bool_and(upper(traffic_type) = 'REJECT')
),
unread as (
  select account_id, region, object_time::date as day, count(*) as objects
  from ingested_object
  where status <> 'ok' and object_time is not null
  group by 1, 2, 3
),
newest as (
  select account_id, region, max(object_time) as object_time from ingested_object group by 1, 2
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
    coalesce(f.bytes, 0) / nullif(c.bytes, 0) as coverage,
    coalesce(f.unsolicited_bytes, 0) as unsolicited_bytes,
    coalesce(f.is_lower_bound, true) as has_gap,
    coalesce(f.covered_seconds, 0) as covered_seconds,
    coalesce(f.skipdata_records, 0) as skipdata_records,
    coalesce(f.is_seen_at_clients, false) as is_seen_at_clients,
    coalesce(c.hours, 0) as metered_hours,
    -- the day's hours that are in the window and in the gateway's life
    greatest(
      least(epoch(d.day)::bigint // 3600 + 24, g.end_number) - greatest(epoch(d.day)::bigint // 3600, g.first_number), 0
    ) as expected_hours,
    f.nat_gateway_id is not null as is_logged,
    case when first.hour::date = d.day and epoch(first.hour)::bigint // 3600 > g.first_number then first.hour end
      as began_at,
    coalesce(list_has_any(string_split(f.flow_log_ids, ','), (select list(flow_log_id) from accept_only)), false)
      as is_accept_only,
    coalesce(list_has_any(string_split(f.flow_log_ids, ','), (select list(flow_log_id) from reject_only)), false)
      as is_reject_only,
    coalesce(u.objects, 0) as unread_objects,
    case
      when n.object_time < least(d.day + interval 1 day, utc(until)) - interval 10 minutes then n.object_time
    end as newest_object
  from days d
  left join flow_log f on f.nat_gateway_id = d.nat_gateway_id and f.day = d.day
  left join first_logged first on first.nat_gateway_id = d.nat_gateway_id
  left join cloudwatch c on c.nat_gateway_id = d.nat_gateway_id and c.day = d.day
  left join bill b on b.nat_gateway_id = d.nat_gateway_id and b.day = d.day
  left join gateway_window(since, until) g on g.nat_gateway_id = d.nat_gateway_id
  left join unread u on u.account_id = g.account_id and u.region = g.region and u.day = d.day
  left join newest n on n.account_id = g.account_id and n.region = g.region
)
select
  nat_gateway_id,
  day,
  flow_log_bytes,
  cloudwatch_bytes,
  billed_bytes,
  coverage,
  unsolicited_bytes,
  has_gap or covered_seconds < expected_hours * 3600 as is_lower_bound,
  nullif(concat_ws('; ',
    case when not is_logged then 'no flow log' end,
    case when began_at is not null then 'the flow log began at ' || strftime(began_at, '%H:%M') end,
    case
      when is_logged and covered_seconds < expected_hours * 3600
        then 'flow logs cover ' || format('{:.2f}', covered_seconds / 3600) || ' of ' || expected_hours || ' hours'
    end,
    case when skipdata_records > 0 then 'AWS left records out (' || skipdata_records || ' SKIPDATA)' end,
    case when is_reject_only then 'a flow log keeps REJECT records alone' end,
    case when is_accept_only and coverage < 0.995 then 'a flow log keeps ACCEPT records alone' end,
    case when unread_objects > 0
      then unread_objects || case when unread_objects = 1 then ' object' else ' objects' end || ' could not be read' end,
    case
      when newest_object is not null and coverage < 0.995
        then 'the newest object is of ' || strftime(newest_object, '%Y-%m-%d %H:%M') || ', later ones may still arrive'
    end,
    case when is_seen_at_clients then 'seen at the clients, not at the gateway' end,
    case when cloudwatch_bytes is null then 'no CloudWatch metrics' end,
    case
      when cloudwatch_bytes is not null and metered_hours < expected_hours
        then 'CloudWatch has points for ' || metered_hours || ' of ' || expected_hours || ' hours'
    end
  ), '') as reason
from joined
order by nat_gateway_id, day;
comment on macro table reconciliation is 'The flow logs'' bytes per NAT gateway and UTC day beside CloudWatch (BytesInFromSource + BytesOutToSource) and the bill (GB times 2^30; NULL where its lines reach beyond the day or the window), from since to before until. coverage = flow_log_bytes / cloudwatch_bytes; reason says what is missing.';
