-- What the evidence makes a NAT gateway, and which ENIs need none because the inventory shows what they are.
create or replace temp table settled_interface as
select distinct interface_id from inventory_network_interface where interface_type is distinct from 'nat_gateway'
union
select a.interface_id
from inventory_nat_gateway_address a
join inventory_nat_gateway g on g.nat_gateway_id = a.nat_gateway_id
where a.interface_id is not null and g.availability_mode = 'zonal';

-- A gateway forwards: a client's packet to the remote arrives (l1) and the ENI itself sends to the same remote (l2).
-- Transit Gateway ENIs, EKS nodes and secondary addresses show only one half of that.
create or replace temp view recognised_gateway as
with
known as (
  select
    l1.interface_id,
    l1.interface_id as nat_gateway_id,
    list(distinct l2.address) as addresses,
    max(l1.account_id) as account_id,
    max(l1.region) as region
  from gateway_evidence l1
  join gateway_evidence l2
    on l2.leg = 'l2' and l2.interface_id = l1.interface_id and l2.remote_ip = l1.remote_ip
  where l1.leg = 'l1'
    and l1.address in (select e.address from gateway_evidence e where e.leg = 'l2' and e.interface_id = l1.interface_id)
    and not exists (from settled_interface s where s.interface_id = l1.interface_id)
  group by l1.interface_id
),
-- Of several addresses of a gateway some may share no remote among the sixteen that are kept. But nobody else sends from
-- private space to public addresses there as they are.
secondary as (
  select interface_id, list(distinct address) as addresses
  from gateway_evidence
  where leg = 'l2' and interface_id in (select interface_id from known) and is_private(address) and not is_private(remote_ip)
  group by interface_id
)
select
  k.interface_id,
  k.nat_gateway_id,
  list_sort(list_distinct(list_concat(k.addresses, coalesce(s.addresses, [])))) as addresses,
  k.account_id,
  k.region
from known k
left join secondary s on s.interface_id = k.interface_id;
