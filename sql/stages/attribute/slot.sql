-- What counts in the dirty hours, by number: joining and grouping numbers costs a third of joining and grouping names.
create or replace temp table chosen_slot as
select
  (row_number() over (order by c.hour, c.nat_gateway_id, c.interface_id, c.flow_log_id, c.capture))::integer as slot_id,
  c.hour, c.nat_gateway_id, c.interface_id, c.flow_log_id, c.capture, g.region, g.vpc_id as gateway_vpc_id, ip_ranges_near(c.hour) as ip_ranges_as_of
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
anti join own_left_out l
  on l.hour = f.hour and l.nat_gateway_id = f.nat_gateway_id and l.flow_log_id = f.flow_log_id and l.capture = f.capture
  and l.client_ip = f.client_ip
where f.capture in ('nat_eni', 'regional', 'nat_eni_v2')
union all
select c.slot_id, f.client_ip, f.remote_ip, f.remote_port, f.protocol, f.aws_service, f.bytes_out, f.bytes_in, f.packets
from client_flow f
join chosen_slot c
  on c.hour = f.hour
  and c.nat_gateway_id = f.nat_gateway_id
  and c.flow_log_id = f.flow_log_id
  and c.capture = f.capture;

create or replace temp table client as
select
  c.hour, c.nat_gateway_id, c.client_ip, any_value(c.gateway_vpc_id) as gateway_vpc_id,
  address_family(c.client_ip) as family, address_number(c.client_ip) as number
from (
  select s.hour, s.nat_gateway_id, s.gateway_vpc_id, f.client_ip
  from (select distinct slot_id, client_ip from chosen_flow) f
  join chosen_slot s on s.slot_id = f.slot_id
) c
group by c.hour, c.nat_gateway_id, c.client_ip;
