-- What every address was called, for the comparison after it is named again.
create or replace temp table label_before as
select
  n.hour, n.nat_gateway_id, n.source_id, r.remote_ip,
  r.service, r.service_region, r.hostname, r.evidence, r.served_by,
  sum(n.bytes_out + n.bytes_in)::hugeint as bytes
from nat_hour n
join remote_name r on r.remote_name_id = n.remote_name_id
group by all;
