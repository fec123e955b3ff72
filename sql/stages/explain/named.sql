-- What the stored flows are called, and how that is known.
select
  r.region, s.source_vpc_id as vpc_id, r.service, r.service_region, r.hostname, r.evidence, r.served_by,
  r.dns_match, r.dns_confidence,
  case when r.dns_name_count > 1 then array_to_string(r.dns_names, ' ') end as candidates,
  r.dns_name_count, r.ip_ranges_as_of,
  min(n.hour) as first_hour, max(n.hour) as last_hour,
  sum(n.bytes_out + n.bytes_in)::hugeint as bytes
from remote_name r
join nat_hour n on n.remote_name_id = r.remote_name_id
join source s on s.source_id = n.source_id
where r.remote_ip = $address and ($vpc_id is null or s.source_vpc_id = $vpc_id)
group by all
order by bytes desc, r.service, r.hostname, r.region, s.source_vpc_id, r.dns_match;
