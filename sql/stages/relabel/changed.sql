-- What is called otherwise than before: bytes and addresses, by what they were and what they are.
with
label_after as (
  select
    n.hour, n.nat_gateway_id, n.source_id, r.remote_ip,
    r.service, r.service_region, r.hostname, r.evidence, r.served_by
  from nat_hour n
  join remote_name r on r.remote_name_id = n.remote_name_id
  group by all
)
select
  b.service as service_before, b.service_region as service_region_before, b.served_by as served_by_before,
  b.evidence as evidence_before,
  a.service, a.service_region, a.served_by, a.evidence,
  list_sort(list(distinct a.hostname) filter (where a.hostname is not null)) as hostnames,
  count(distinct b.remote_ip) as addresses,
  sum(b.bytes)::hugeint as bytes
from label_before b
join label_after a
  on a.hour = b.hour and a.nat_gateway_id = b.nat_gateway_id and a.source_id = b.source_id
  and a.remote_ip is not distinct from b.remote_ip
where (a.service, a.service_region, a.hostname, a.evidence, a.served_by)
  is distinct from (b.service, b.service_region, b.hostname, b.evidence, b.served_by)
group by all
order by bytes desc, service_before, service, served_by_before, served_by, evidence_before, evidence;
