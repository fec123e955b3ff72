-- Coverage of each gateway and hour by the chosen logs; rebuilt as a whole, it is small.
-- An hour is covered where the log delivered (NODATA counts) or where it lies between two such hours less than a day
-- apart; only the first and last hours of a stretch are partial. More than a day without a record is no coverage: those
-- objects were never read.
delete from gateway_hour;

insert into gateway_hour
with
own as (
  select
    l.hour, l.nat_gateway_id,
    sum(l.l1_bytes) as l1_bytes,
    sum(l.l2_bytes) as l2_bytes,
    sum(l.l3_bytes) as l3_bytes,
    sum(l.l4_bytes) as l4_bytes,
    sum(l.reject_bytes) as reject_bytes,
    sum(l.nodata_records) as nodata_records,
    sum(l.skipdata_records) as skipdata_records
  from log_hour l
  join chosen_log c
    on c.hour = l.hour
    and c.nat_gateway_id = l.nat_gateway_id
    and c.interface_id is not distinct from l.interface_id
    and c.flow_log_id = l.flow_log_id
    and c.capture = l.capture
  where l.capture in ('nat_eni', 'regional', 'nat_eni_v2')
  group by l.hour, l.nat_gateway_id
),
chosen as (
  select
    hour, nat_gateway_id,
    string_agg(distinct capture, ',' order by capture) as capture,
    bool_or(capture not in ('nat_eni', 'regional')) as is_partial,
    string_agg(distinct flow_log_id, ',' order by flow_log_id) as flow_log_ids,
    min(first_second) as first_second,
    max(last_second) as last_second,
    sum(client_bytes_out - left_out_bytes_out) as more_l1_bytes,
    sum(client_bytes_in - left_out_bytes_in) as more_l4_bytes
  from chosen_log
  group by hour, nat_gateway_id
),
delivered as (
  select
    c.hour,
    c.nat_gateway_id,
    epoch(c.hour)::bigint as hour_second,
    c.capture, c.is_partial, c.flow_log_ids, c.first_second, c.last_second,
    (coalesce(o.l1_bytes, 0) + c.more_l1_bytes)::bigint as l1_bytes,
    coalesce(o.l2_bytes, 0)::bigint as l2_bytes,
    coalesce(o.l3_bytes, 0)::bigint as l3_bytes,
    (coalesce(o.l4_bytes, 0) + c.more_l4_bytes)::bigint as l4_bytes,
    coalesce(o.l4_bytes, 0)::bigint as own_l4_bytes,
    coalesce(o.reject_bytes, 0)::bigint as reject_bytes,
    coalesce(o.nodata_records, 0)::bigint as nodata_records,
    coalesce(o.skipdata_records, 0)::bigint as skipdata_records
  from chosen c
  left join own o on o.hour = c.hour and o.nat_gateway_id = c.nat_gateway_id
),
neighbours as (
  select
    *,
    coalesce(lag(hour) over around >= hour - interval 24 hours, false) as has_before,
    coalesce(lead(hour) over around <= hour + interval 24 hours, false) as has_after,
    lead(hour) over around as next_hour
  from delivered
  window around as (partition by nat_gateway_id order by hour)
),
hours as (
  select
    hour, nat_gateway_id, capture, is_partial, flow_log_ids,
    (
      case when has_after then hour_second + 3600 else least(last_second, hour_second + 3600) end
      - case when has_before then hour_second else greatest(first_second, hour_second) end
    )::integer as covered_seconds,
    l1_bytes, l2_bytes, l3_bytes, l4_bytes, own_l4_bytes, reject_bytes, nodata_records, skipdata_records
  from neighbours
  union all
  select
    unnest(generate_series(hour + interval 1 hour, next_hour - interval 1 hour, interval 1 hour)),
    nat_gateway_id, capture, is_partial, flow_log_ids, 3600, 0, 0, 0, 0, 0, 0, 0, 0
  from neighbours
  where has_after and next_hour > hour + interval 1 hour
)
select
  hour, nat_gateway_id, capture, flow_log_ids,
  covered_seconds,
  -- AWS: start and end can be off by up to 60 seconds.
  covered_seconds < 3600 - 60 or skipdata_records > 0 or is_partial,
  l1_bytes, l2_bytes, l3_bytes, l4_bytes,
  greatest(l3_bytes - own_l4_bytes, 0),
  reject_bytes, nodata_records, skipdata_records
from hours;
