-- The bytes out are leg L1 and the bytes in are leg L4 of what covers the gateway, hour by hour, whatever the capture.
with
counted as (
  select hour, nat_gateway_id, sum(bytes_out) as bytes_out, sum(bytes_in) as bytes_in
  from nat_service_hour
  group by all
),
legs as (
  select hour, nat_gateway_id, sum(l1_bytes) as l1_bytes, sum(l4_bytes) as l4_bytes
  from gateway_hour
  group by all
)
select hour, nat_gateway_id, c.bytes_out, l.l1_bytes, c.bytes_in, l.l4_bytes
from counted c
full join legs l using (hour, nat_gateway_id)
where coalesce(c.bytes_out, 0) <> coalesce(l.l1_bytes, 0) or coalesce(c.bytes_in, 0) <> coalesce(l.l4_bytes, 0);
