-- What may come back beside NAT: endpoint_address, the addresses that a gateway endpoint's route of the subnet leads to, of
-- those that sent something and of those on path 2; and public_interface, the ENIs in subnets with an internet gateway.
create or replace temp table exit_range as
select s.subnet_id, k.kind, k.family, k.first_number::uhugeint as first_number, k.last_number::uhugeint as last_number
from known_exit k
join known_exit_subnet s on s.exit_number = k.exit_number;

create or replace temp view not_a_client as
select interface_id from known_gateway union all select interface_id from known_endpoint;

create or replace temp table endpoint_address as
with
met as (
  select distinct r.srcaddr as address
  from record r
  join (from exit_range where kind = 'gateway_endpoint' limit 1) on true
  anti join not_a_client n on n.interface_id = r.interface_id
  where r.flow_direction = 'ingress' and not starts_with(r.srcaddr, '10.')
  union
  select distinct dstaddr from record where traffic_path = 2
),
numbered as (
  select address, address_family(address) as family, address_number(address) as number from met where address <> '-'
)
select distinct e.subnet_id, n.address
from numbered n
join exit_range e
  on e.kind = 'gateway_endpoint' and e.family = n.family and n.number between e.first_number and e.last_number;

create or replace temp table public_interface as
select r.interface_id
from (
  select distinct r.interface_id
  from record r
  join (select distinct subnet_id from exit_range where kind = 'internet_gateway') e on e.subnet_id = r.subnet_id
  where r.flow_direction = 'ingress'
) r
anti join not_a_client n on n.interface_id = r.interface_id;

create or replace temp table outside_arrival as
select object_path, vpc_id, interface_id, subnet_id, srcaddr, bytes, "start", "end" from record limit 0;
