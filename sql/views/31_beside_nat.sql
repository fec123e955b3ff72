create or replace view beside_nat as
with
-- Flow logs may overlap on one ENI; the one that saw most counts.
logged as (
  select hour, interface_id, path, flow_log_id, sum(bytes_out + bytes_in) as bytes
  from endpoint_hour
  group by all
),
chosen as (
  select hour, interface_id, path, min_by(flow_log_id, (-bytes, flow_log_id)) as flow_log_id
  from logged
  group by all
),
counted as (
  select
    e.hour, e.vpc_id, e.interface_id, e.path, e.remote_ip,
    sum(e.bytes_out)::bigint as bytes_out,
    sum(e.bytes_in)::bigint as bytes_in
  from endpoint_hour e
  join chosen c
    on c.hour = e.hour and c.interface_id = e.interface_id and c.path = e.path and c.flow_log_id = e.flow_log_id
  group by all
),
vpc_region as (
  select vpc_id, max(region) as region from inventory_vpc group by vpc_id
),
named as (
  select
    c.vpc_id,
    c.remote_ip,
    -- What the VPC's own queries tell comes before what the address says.
    min_by(n.service, (n.dns_service is null, n.service is null, n.service, n.service_region)) as service,
    min_by(n.service_region, (n.dns_service is null, n.service is null, n.service, n.service_region)) as service_region
  from (select distinct vpc_id, remote_ip from counted where path <> 'interface_endpoint') c
  join vpc_region v on v.vpc_id = c.vpc_id
  join remote_name n
    on n.remote_ip = c.remote_ip and (n.vpc_id = c.vpc_id or (n.vpc_id is null and n.region = v.region))
  group by all
),
endpoint_interface as (
  select
    interface_id,
    max(vpc_endpoint_id) as vpc_endpoint_id,
    max(service_region) as region,
    max(split_part(service_name, '.' || service_region || '.', 2)) as service
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
  c.hour,
  c.vpc_id,
  coalesce(nullif(i.service, ''), n.service) as service,
  coalesce(i.region, n.service_region) as service_region,
  c.path,
  coalesce(i.vpc_endpoint_id, g.vpc_endpoint_id) as vpc_endpoint_id,
  sum(c.bytes_out)::bigint as bytes_out,
  sum(c.bytes_in)::bigint as bytes_in
from counted c
left join endpoint_interface i on c.path = 'interface_endpoint' and i.interface_id = c.interface_id
left join named n
  on c.path <> 'interface_endpoint' and n.vpc_id = c.vpc_id and n.remote_ip = c.remote_ip
left join gateway_endpoint g
  on c.path = 'gateway_endpoint' and g.vpc_id = c.vpc_id and g.service = n.service
group by all;
comment on view beside_nat is 'What does not cross NAT: traffic to services through an internet gateway, a gateway endpoint or an interface endpoint, a row per hour, VPC, service, path and endpoint.';
comment on column beside_nat.hour is 'Start of the hour, UTC.';
comment on column beside_nat.vpc_id is 'VPC of the client or of the endpoint.';
comment on column beside_nat.service is 'Endpoint short name or ip-ranges code; NULL where the remote has no name.';
comment on column beside_nat.service_region is 'Region of the service; NULL where the remote has no name.';
comment on column beside_nat.path is 'internet_gateway, gateway_endpoint or interface_endpoint.';
comment on column beside_nat.vpc_endpoint_id is 'The VPC endpoint; NULL for an internet gateway and where the inventory does not tell.';
comment on column beside_nat.bytes_out is 'Bytes from the client.';
comment on column beside_nat.bytes_in is 'Bytes to the client.';
