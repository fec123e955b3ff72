-- The dirty hours of the days $first_day to $last_day, and what each flow log delivered of each gateway interface in them.
-- Whether two logs were on at the same time shows only with the hours beside: the last record of a log reaches a little
-- into the next hour.
create or replace temp table dirty as
select distinct hour from dirty_hour where hour::date between $first_day and $last_day;

create or replace temp table log_span as
with
spans as (
  select
    hour, nat_gateway_id, interface_id, flow_log_id, capture,
    min(first_second) as first_second,
    max(last_second) as last_second,
    (sum(l1_bytes) + sum(l4_bytes))::bigint as accept_bytes,
    -- The part of a record that reaches into a later hour is no record there, but it counts. Refused packets alone cover
    -- an hour too if the log tells of accepted ones at another time; without an id there may be two logs behind one name.
    (
      bool_or(
        starts_with(flow_log_id, 'fl-')
        or records > reject_records
        or (records = 0 and (reject_bytes = 0 or l1_bytes + l2_bytes + l3_bytes + l4_bytes > 0))
      )
    )
    and not bool_or(flow_log_id in (from reject_log)) as is_usable,
    max(len(string_split(fields, ','))) as useful_fields
  from log_hour
  where nat_gateway_id is not null
    and capture in ('nat_eni', 'regional', 'nat_eni_v2')
    and hour between (select min(hour) - interval 1 hour from dirty) and (select max(hour) + interval 1 hour from dirty)
  group by all
),
beside as (
  select
    *,
    min(first_second) over nearby as on_from,
    max(last_second) over nearby as on_until
  from spans
  window nearby as (
    partition by nat_gateway_id, interface_id, flow_log_id, capture
    order by hour range between interval 1 hour preceding and interval 1 hour following
  )
)
select * from beside where hour in (select hour from dirty);
