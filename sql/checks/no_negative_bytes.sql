-- Bytes and packets are never negative.
select 'nat_hour' as table_name, hour, nat_gateway_id, bytes_out, bytes_in, packets
from nat_hour
where bytes_out < 0 or bytes_in < 0 or packets < 0
union all
select 'nat_service_hour', hour, nat_gateway_id, bytes_out, bytes_in, packets
from nat_service_hour
where bytes_out < 0 or bytes_in < 0 or packets < 0
union all
select 'log_hour', hour, nat_gateway_id, l1_bytes + l2_bytes + reject_bytes, l3_bytes + l4_bytes, inbound_bytes
from log_hour
where least(l1_bytes, l2_bytes, l3_bytes, l4_bytes, inbound_bytes, reject_bytes) < 0;
