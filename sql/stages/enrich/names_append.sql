-- A remote without an address (v2 records of the gateway's own interface) is a row that says so.
insert into remote_name by name
select
  k.remote_name_id,
  k.region,
  k.remote_ip,
  k.owner,
  k.aws_service,
  n.service,
  n.service_region,
  case when n.evidence = 'inventory' then k.owner else k.hostname end as hostname,
  coalesce(n.evidence, 'none') as evidence,
  coalesce(n.served_by, 'unknown') as served_by,
  k.ip_ranges_as_of,
  k.dns_key,
  k.dns_match,
  case k.dns_match when 'client' then 'high' when 'vpc' then 'medium' when 'stale' then 'low' end as dns_confidence,
  k.dns_names,
  k.dns_name_count,
  k.dns_service,
  k.dns_service_region,
  k.dns_served_by
from remote_key k
left join remote_named n using (remote_name_id);
