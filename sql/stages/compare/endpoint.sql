-- What stands now: endpoints by VPC and service, and gateways that are gone.
select
  vpc_id, service_name, lower(vpc_endpoint_type) as vpc_endpoint_type, vpc_endpoint_id
from inventory_vpc_endpoint
where is_current and state = 'available'
order by all;
