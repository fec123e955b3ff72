-- The public addresses of NAT gateways, by which others may know their clients.
select nat_gateway_id, list(distinct public_ip order by public_ip) as public_ips
from inventory_nat_gateway_address
where is_current and public_ip is not null
group by nat_gateway_id
order by nat_gateway_id;
