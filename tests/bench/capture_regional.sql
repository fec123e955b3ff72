-- What regional gateways would log in place of the zonal ones: no ENI, the gateway's id, the packet's addresses.
select
  r.* replace (
    '-' as interface_id,
    '-' as subnet_id,
    case when pkt_srcaddr = g.address then g.public_ip else pkt_srcaddr end as srcaddr,
    case when pkt_dstaddr = g.address then g.public_ip else pkt_dstaddr end as dstaddr,
    case when pkt_srcaddr = g.address then g.public_ip else pkt_srcaddr end as pkt_srcaddr,
    case when pkt_dstaddr = g.address then g.public_ip else pkt_dstaddr end as pkt_dstaddr
  ),
  g.nat_gateway_id as resource_id
from read_parquet($file) as r
join (
  select
    unnest($interfaces) as interface_id, unnest($addresses) as address, unnest($public_ips) as public_ip,
    unnest($gateways) as nat_gateway_id
) as g on g.interface_id = r.interface_id
