-- The candidates that count in the dirty hours, one row per hour, gateway, client, remote, port and protocol; and the
-- distinct clients in them.
create or replace temp table chosen_flow as
select
  f.hour, f.nat_gateway_id, f.capture, f.client_ip, f.remote_ip, f.remote_port, f.protocol,
  max(f.aws_service) as aws_service,
  sum(f.bytes_out)::bigint as bytes_out,
  sum(f.bytes_in)::bigint as bytes_in,
  sum(f.packets)::bigint as packets
from flow_hour f
join chosen_log c
  on c.hour = f.hour
  and c.nat_gateway_id = f.nat_gateway_id
  and c.interface_id is not distinct from f.interface_id
  and c.flow_log_id = f.flow_log_id
  and c.capture = f.capture
where f.hour in (select hour from dirty)
group by all;

create or replace temp table client as
select
  c.hour, c.nat_gateway_id, c.client_ip, g.vpc_id as gateway_vpc_id,
  address_family(c.client_ip) as family, address_number(c.client_ip) as number
from (select distinct hour, nat_gateway_id, client_ip from chosen_flow) c
left join gateway g on g.nat_gateway_id = c.nat_gateway_id;
