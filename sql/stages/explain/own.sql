-- Rung 1: our own resources that hold or held the address, each state with the description that it had.
select
  case when a.public_ip = $address then 'public address of' else 'private address of' end as is_the,
  a.interface_id, nullif(n.description, '') as description, a.vpc_id, a.subnet_id, a.seen_from, a.gone_at
from inventory_interface_address a
left join inventory_network_interface n
  on n.interface_id = a.interface_id and n.account_id = a.account_id and n.region = a.region and n.seen_from = a.seen_from
where (a.public_ip = $address or a.address = $address)
  and ($vpc_id is null or a.vpc_id = $vpc_id)
  and (a.gone_at is null or a.gone_at > $at or a.seen_from > $at)
union
select 'elastic ip', allocation_id, name, null, null, seen_from, gone_at
from inventory_elastic_ip
where public_ip = $address and (gone_at is null or gone_at > $at or seen_from > $at)
order by is_the desc, seen_from, interface_id;
