-- Coverage of each gateway and hour by the chosen logs; rebuilt as a whole, it is small.
-- A log covers an hour where it delivered (NODATA counts) or which lies between two such hours of its own, a day apart at
-- most; only the first and last hours of its stretch are partial. More than a day without a record is no coverage: those
-- objects were never read. What passed between the end of one log and the beginning of the next nobody saw.
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
    sum(client_bytes_out - left_out_bytes_out) as more_l1_bytes,
    sum(client_bytes_in - left_out_bytes_in) as more_l4_bytes
  from chosen_log
  group by hour, nat_gateway_id
),
delivered as (
  select
    c.hour,
    c.nat_gateway_id,
    c.capture, c.is_partial, c.flow_log_ids,
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
-- That a log was on shows in hours in which another one counted too. Those without an id pass for one: nobody can tell.
told as (
  select
    nat_gateway_id, hour,
    case when starts_with(flow_log_id, 'fl-') then flow_log_id end as log,
    string_agg(distinct flow_log_id, ',' order by flow_log_id) filter (is_chosen) as flow_log_ids,
    min(first_second) filter (is_chosen) as first_second,
    max(last_second) filter (is_chosen) as last_second
  from (
    select nat_gateway_id, hour, flow_log_id, first_second, last_second, true as is_chosen from chosen_log
    union all
    select l.nat_gateway_id, l.hour, l.flow_log_id, null, null, false
    from log_hour l
    semi join chosen c on c.nat_gateway_id = l.nat_gateway_id and c.hour = l.hour
    where (l.nat_gateway_id, l.flow_log_id) in (select (nat_gateway_id, flow_log_id) from chosen_log)
  )
  group by all
),
neighbours as (
  select
    *,
    coalesce(lag(hour) over around >= hour - interval 24 hours, false) as has_before,
    coalesce(lead(hour) over around <= hour + interval 24 hours, false) as has_after,
    lead(hour) over around as next_hour
  from told
  window around as (partition by nat_gateway_id, log order by hour)
),
stretches as (
  select
    nat_gateway_id, hour, flow_log_ids,
    case when has_before then epoch(hour)::bigint else greatest(first_second, epoch(hour)::bigint) end as begins,
    case when has_after then epoch(hour)::bigint + 3600 else least(last_second, epoch(hour)::bigint + 3600) end as ends
  from neighbours
  where first_second is not null
  union all
  select nat_gateway_id, hour, flow_log_ids, epoch(hour)::bigint, epoch(hour)::bigint + 3600
  from (
    select
      nat_gateway_id, flow_log_ids,
      unnest(generate_series(hour + interval 1 hour, next_hour - interval 1 hour, interval 1 hour)) as hour
    from neighbours
    where has_after and next_hour > hour + interval 1 hour
  )
),
covered as (
  select
    nat_gateway_id, hour,
    sum(greatest(ends - greatest(begins, reached), 0))::integer as covered_seconds,
    string_agg(distinct flow_log_ids, ',' order by flow_log_ids) as flow_log_ids
  from (
    select *, coalesce(max(ends) over so_far, 0) as reached
    from stretches
    window so_far as (
      partition by nat_gateway_id, hour order by begins, ends rows between unbounded preceding and 1 preceding
    )
  )
  group by nat_gateway_id, hour
),
hours as (
  select
    c.hour, c.nat_gateway_id,
    last_value(d.capture ignore nulls) over so_far as capture,
    last_value(d.is_partial ignore nulls) over so_far as is_partial,
    coalesce(d.flow_log_ids, c.flow_log_ids, last_value(d.flow_log_ids ignore nulls) over so_far) as flow_log_ids,
    c.covered_seconds,
    coalesce(d.l1_bytes, 0) as l1_bytes,
    coalesce(d.l2_bytes, 0) as l2_bytes,
    coalesce(d.l3_bytes, 0) as l3_bytes,
    coalesce(d.l4_bytes, 0) as l4_bytes,
    coalesce(d.own_l4_bytes, 0) as own_l4_bytes,
    coalesce(d.reject_bytes, 0) as reject_bytes,
    coalesce(d.nodata_records, 0) as nodata_records,
    coalesce(d.skipdata_records, 0) as skipdata_records
  from covered c
  left join delivered d on d.hour = c.hour and d.nat_gateway_id = c.nat_gateway_id
  window so_far as (partition by c.nat_gateway_id order by c.hour)
)
select
  hour, nat_gateway_id, capture, flow_log_ids,
  covered_seconds,
  -- AWS: start and end can be off by up to 60 seconds.
  covered_seconds < 3600 - 60 or skipdata_records > 0 or is_partial,
  l1_bytes, l2_bytes, l3_bytes, l4_bytes,
  greatest(l3_bytes - own_l4_bytes, 0),
  reject_bytes, nodata_records, skipdata_records
from hours
where hour >= (
  select coalesce(max(try_cast(value as timestamp)), '-infinity'::timestamp) from meta where key = 'retained_since'
);
