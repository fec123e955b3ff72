-- What comes from outside for a secondary address that the context does not know has the form of L1: the gateway's primary
-- address, and another one in the packet. But no client is outside of non-public space and of our VPCs (known_network), so
-- what comes from there to a private address is L3 and does not count. At a private NAT gateway (client_cidrs) both sides may
-- be anybody's space, and the addresses tell nothing.
create or replace temp table unknown_secondary as
with
pair as (
  select distinct r.gateway_number, r.client_ip, r.remote_ip
  from gateway_record r
  join known_gateway g on g.gateway_number = r.gateway_number
  where r.kind = 1 and r.bytes_in = 0 and g.client_cidrs is null
),
numbered as (
  select
    *,
    address_family(client_ip) as family, address_number(client_ip) as number,
    address_family(remote_ip) as remote_family, address_number(remote_ip) as remote_number
  from pair
)
select gateway_number, client_ip, remote_ip
from numbered n
where is_private_number(remote_family, remote_number)
  and not is_private_number(family, number)
  and not exists (
    select 1 from known_network k
    where cidr_family(k.cidr) = n.family and n.number between cidr_first(k.cidr) and cidr_last(k.cidr)
  );

update gateway_record
set kind = 3, client_ip = null, remote_ip = null, remote_port = null, protocol = null, aws_service = null
where kind = 1
  and bytes_in = 0
  and (gateway_number, client_ip, remote_ip) in (select (gateway_number, client_ip, remote_ip) from unknown_secondary);
