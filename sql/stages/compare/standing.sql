-- What stands now: endpoints, and NAT gateways.
select vpc_endpoint_id as resource_id, vpc_id, service_name, lower(vpc_endpoint_type) as vpc_endpoint_type
from inventory_vpc_endpoint
where is_current and state = 'available'
union all
select nat_gateway_id, vpc_id, null, null
from inventory_nat_gateway
where is_current and state not in ('deleting', 'deleted', 'failed')
order by all;
