create or replace view beside_nat as
with
endpoint_interface as (
  select
    interface_id,
    max(vpc_endpoint_id) as vpc_endpoint_id,
    max(service_region) as region,
    max(endpoint_service(service_name, service_region)) as service
  from (select *, unnest(network_interface_ids) as interface_id from inventory_vpc_endpoint)
  group by interface_id
),
gateway_endpoint as (
  select vpc_id, split_part(service_name, '.' || service_region || '.', 2) as service, min(vpc_endpoint_id) as vpc_endpoint_id
  from inventory_vpc_endpoint
  where lower(vpc_endpoint_type) = 'gateway' and is_current
  group by all
)
select
  b.hour,
  b.vpc_id,
  coalesce(i.service, n.service) as service,
  coalesce(i.region, n.service_region) as service_region,
  b.path,
  coalesce(i.vpc_endpoint_id, g.vpc_endpoint_id) as vpc_endpoint_id,
  sum(b.bytes_out)::bigint as bytes_out,
  sum(b.bytes_in)::bigint as bytes_in
from beside_hour b
left join endpoint_interface i on i.interface_id = b.interface_id
left join remote_name n on n.remote_name_id = b.remote_name_id
left join gateway_endpoint g
  on b.path = 'gateway_endpoint' and g.vpc_id = b.vpc_id and g.service = n.service
group by all;
comment on view beside_nat is 'What does not cross NAT: traffic to services and the internet through an internet gateway, a gateway endpoint or an interface endpoint, a row per hour, VPC, service, path and endpoint.';
comment on column beside_nat.hour is 'Start of the hour, UTC.';
comment on column beside_nat.vpc_id is 'VPC of the client or of the endpoint.';
comment on column beside_nat.service is 'As in nat_traffic; NULL where the inventory does not tell the region.';
comment on column beside_nat.service_region is 'Region of the service; NULL for the internet, and where the service is unknown.';
comment on column beside_nat.path is 'internet_gateway, gateway_endpoint or interface_endpoint.';
comment on column beside_nat.vpc_endpoint_id is 'The VPC endpoint; NULL for an internet gateway and where the inventory does not tell.';
comment on column beside_nat.bytes_out is 'Bytes from the client.';
comment on column beside_nat.bytes_in is 'Bytes to the client.';
