-- What everything but the gateways logs, with the next hop of what leaves the VPC through a gateway.
select
  r.*,
  coalesce(g.interface_id, '-') as next_hop_interface_id,
  case when g.interface_id is not null then 'nat_gateway' else '-' end as next_hop_interface_type
from read_parquet($file) as r
left join (select unnest($subnets) as subnet_id, unnest($interfaces) as interface_id) as g
  on g.subnet_id = r.subnet_id
  and r.traffic_path = 1 and not starts_with(r.dstaddr, '10.') and not contains(r.dstaddr, ':')
where r.interface_id not in (select unnest($interfaces))
