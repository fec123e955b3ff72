-- What counts in the dirty hours, by number: joining and grouping numbers costs a third of joining and grouping names.
create or replace temp table chosen_slot as
select
  (row_number() over (order by c.hour, c.nat_gateway_id, c.interface_id, c.flow_log_id, c.capture))::integer as slot_id,
  c.*, g.region, g.vpc_id as gateway_vpc_id, ip_ranges_near(c.hour) as ip_ranges_as_of
from chosen_log c
left join gateway g on g.nat_gateway_id = c.nat_gateway_id
where c.hour in (select hour from dirty);

create or replace temp table chosen_flow as
select c.slot_id, f.client_ip, f.remote_ip, f.remote_port, f.protocol, f.aws_service, f.bytes_out, f.bytes_in, f.packets
from flow_hour f
join chosen_slot c
  on c.hour = f.hour
  and c.nat_gateway_id = f.nat_gateway_id
  and c.interface_id is not distinct from f.interface_id
  and c.flow_log_id = f.flow_log_id
  and c.capture = f.capture
where c.capture not in ('next_hop', 'route');
