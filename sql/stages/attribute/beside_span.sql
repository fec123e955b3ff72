-- Where several flow logs tell of what one ENI sends beside NAT in a dirty hour: what each delivered of it, in the shape of
-- LogSpan. Whether two were on at the same time shows with the hours beside, as at gateways.
create or replace temp table beside_contested as
with
spans as (
  select
    hour, interface_id, flow_log_id, (sum(bytes_out) + sum(bytes_in))::bigint as accept_bytes,
    min(first_second) as first_second, max(last_second) as last_second
  from endpoint_hour
  where hour between (select min(hour) - interval 1 hour from dirty) and (select max(hour) + interval 1 hour from dirty)
  group by all
),
contested as (
  select hour, interface_id
  from spans
  where hour in (select hour from dirty)
  group by all
  having count(*) > 1
),
beside as (
  select
    *,
    min(first_second) over nearby as on_from,
    max(last_second) over nearby as on_until
  from spans
  where interface_id in (select interface_id from contested)
  window nearby as (
    partition by interface_id, flow_log_id
    order by hour range between interval 1 hour preceding and interval 1 hour following
  )
)
select
  b.hour, '' as nat_gateway_id, b.interface_id, b.flow_log_id, 'beside' as capture, b.first_second, b.last_second,
  b.accept_bytes, true as is_usable, 0 as useful_fields, b.on_from, b.on_until
from beside b
join contested c on c.hour = b.hour and c.interface_id = b.interface_id;
