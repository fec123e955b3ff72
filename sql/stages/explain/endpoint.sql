-- What an endpoint would take, for each service that the address is called, in each VPC whose clients talk to it.
with
called as (
  select
    r.region, s.source_vpc_id as vpc_id, r.service, r.served_by, r.dns_service,
    max(array_to_string(r.dns_names, ', ')) filter (where r.dns_name_count > 1) as candidates
  from remote_name r
  join nat_hour n on n.remote_name_id = r.remote_name_id
  join source s on s.source_id = n.source_id
  where r.remote_ip = $address and ($vpc_id is null or s.source_vpc_id = $vpc_id)
  group by all
),
held as (
  select
    vpc_id, endpoint_service(service_name, service_region) as service, vpc_endpoint_id,
    lower(vpc_endpoint_type) as vpc_endpoint_type, private_dns_enabled
  from inventory_vpc_endpoint
  where is_current
)
select
  c.vpc_id, c.service, c.served_by, h.vpc_endpoint_id, h.vpc_endpoint_type, h.private_dns_enabled,
  case c.served_by
    when 'gateway_endpoint' then 'The address is in the list that a gateway endpoint for ' || c.service
      || ' routes: it is free.'
    when 'interface_endpoint' then 'An interface endpoint for ' || c.service
      || ' with private DNS answers these names inside the VPC.'
    when 'own_path' then 'It is our own public address: an internal load balancer or private DNS keeps these bytes inside.'
    when 'private_path' then 'It is private space: no endpoint concerns it.'
    when 'nat_only' then 'No endpoint takes these bytes.'
    when 'unknown' then case
      when c.dns_service is not null then 'Names say ' || c.dns_service
        || ', but the address is in no list that a gateway endpoint is known to route.'
      when c.candidates is not null then 'AWS, but the names that it was answered for disagree: ' || c.candidates || '.'
      else 'AWS, but no name tells which service: Resolver query logs of the VPC would.'
    end
  end as means
from called c
left join held h on h.vpc_id = c.vpc_id and h.service = c.service
order by all;
