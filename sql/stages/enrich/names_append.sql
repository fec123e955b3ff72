-- A remote without an address (v2 records of the gateway's own interface) is a row that says so.
insert into remote_name
select
  k.remote_name_id,
  k.region,
  k.vpc_id,
  k.remote_ip,
  k.owner,
  k.aws_service,
  n.service,
  n.service_region,
  case when n.evidence = 'inventory' then k.owner end,
  coalesce(n.evidence, 'none'),
  coalesce(n.served_by, 'unknown')
from remote_key k
left join remote_named n using (remote_name_id)
order by k.remote_name_id;
