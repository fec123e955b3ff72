-- What arrived from outside at the ENIs of subnets with an internet gateway (public_interface).
create or replace temp table public_arrival as
select r.object_path, r.vpc_id, r.interface_id, r.subnet_id, r.srcaddr, r.bytes, r."start", r."end"
from record r
join public_interface p on p.interface_id = r.interface_id
where r.flow_direction = 'ingress'
  and r.action = 'ACCEPT'
  and coalesce(r.interface_type, '-') <> 'nat_gateway'
  and not coalesce(r.dstport < 32768 and r.srcport >= 32768, false);

insert into outside_arrival
with
numbered as (
  select address, address_family(address) as family, address_number(address) as number
  from (select distinct srcaddr as address from public_arrival)
),
outside as (
  select address
  from numbered n
  where family is not null
    and not is_private_number(family, number)
    and not exists (
      select 1 from known_network k
      where cidr_family(k.cidr) = n.family and n.number between cidr_first(k.cidr) and cidr_last(k.cidr)
    )
)
select p.*
from public_arrival p
semi join outside o on o.address = p.srcaddr;
