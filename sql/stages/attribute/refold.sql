-- After names changed in place: fold every hour that still has its detail again.
delete from nat_service_hour where hour in (select distinct hour from nat_hour);

insert into nat_service_hour
select
  n.hour, n.nat_gateway_id, n.capture, n.source_id,
  r.service, r.service_region, r.hostname, r.evidence, case when r.evidence = 'dns' then r.dns_confidence end, r.served_by,
  sum(n.bytes_out)::bigint, sum(n.bytes_in)::bigint, sum(n.packets)::bigint
from nat_hour n
join remote_name r on r.remote_name_id = n.remote_name_id
group by all
order by n.hour;
