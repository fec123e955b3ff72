-- One folded row per hour, gateway, capture, source and service.
select
  hour, nat_gateway_id, capture, source_id, service, service_region, hostname, evidence, dns_confidence, served_by,
  count(*) as times
from nat_service_hour
group by all
having count(*) > 1;
