-- The candidates of one capture, of the shape of gateway_record; kind 9 is inbound.
create or replace temp table gateway_record as
select
  c.log_number,
  i.gateway_number,
  (case when c.is_inbound then 9 else 1 end)::tinyint as kind,
  c.client_ip,
  c.remote_ip,
  c.remote_port,
  c.protocol,
  c.first_hour,
  c.aws_service,
  c.bytes_out,
  c.bytes_in,
  c.packets,
  c.records,
  c.first_second,
  c.last_second,
  c.spanning
from client_candidate c
join client_interface i on i.nat_gateway_id is not distinct from c.nat_gateway_id and i.interface_id = c.interface_id
where c.capture = $capture and not c.is_bad;
