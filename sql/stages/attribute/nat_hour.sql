-- Rebuild the dirty hours: one delete and one insert-select for each grain.
delete from nat_hour where hour in (select hour from dirty);

insert into nat_hour
select
  f.hour, f.nat_gateway_id, f.capture, s.source_id, r.remote_name_id,
  f.remote_ip, f.remote_port, f.protocol, f.bytes_out, f.bytes_in, f.packets
from chosen_flow f
join client_source s
  on s.hour = f.hour and s.nat_gateway_id = f.nat_gateway_id and s.client_ip is not distinct from f.client_ip
left join gateway g on g.nat_gateway_id = f.nat_gateway_id
left join flow_owner o on o.hour = f.hour and o.remote_ip = f.remote_ip
join remote_name r
  on r.remote_ip is not distinct from f.remote_ip
  and r.aws_service is not distinct from f.aws_service
  and r.region is not distinct from g.region
  and r.owner is not distinct from o.owner
  and r.vpc_id is null
order by f.hour;

delete from nat_service_hour where hour in (select hour from dirty);

insert into nat_service_hour
select
  n.hour, n.nat_gateway_id, n.capture, n.source_id,
  r.service, r.service_region, r.hostname, r.evidence, r.served_by,
  sum(n.bytes_out)::bigint, sum(n.bytes_in)::bigint, sum(n.packets)::bigint
from nat_hour n
join remote_name r on r.remote_name_id = n.remote_name_id
where n.hour in (select hour from dirty)
group by all
order by n.hour;

delete from dirty_hour where hour in (select hour from dirty);
