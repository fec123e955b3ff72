-- One detailed row per hour, gateway, capture, source, remote, port and protocol.
select hour, nat_gateway_id, capture, source_id, remote_name_id, remote_port, protocol, count(*) as times
from nat_hour
group by all
having count(*) > 1;
