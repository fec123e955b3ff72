-- The dirty hours of one day, and what each flow log delivered of each gateway interface in them.
create or replace temp table dirty as
select distinct hour from dirty_hour where hour::date = $day;

create or replace temp table log_span as
select
  hour, nat_gateway_id, interface_id, flow_log_id, capture,
  min(first_second) as first_second,
  max(last_second) as last_second,
  (sum(l1_bytes) + sum(l4_bytes))::bigint as accept_bytes,
  -- The part of a record that reaches into a later hour is no record there, but it counts.
  bool_or(records > reject_records or (records = 0 and reject_bytes = 0)) as is_usable,
  max(len(string_split(fields, ','))) as useful_fields
from log_hour
where nat_gateway_id is not null and hour in (select hour from dirty)
group by all;
