-- Bytes and packets are never negative.
select 'nat_hour' as table_name, hour, nat_gateway_id, bytes_out, bytes_in, packets
from nat_hour
where bytes_out < 0 or bytes_in < 0 or packets < 0
union all
select 'nat_service_hour', hour, nat_gateway_id, bytes_out, bytes_in, packets
from nat_service_hour
where bytes_out < 0 or bytes_in < 0 or packets < 0;
