-- Who it is where it is a client behind NAT.
select
  s.source_name, s.source_kind, s.interface_id, s.instance_id, s.source_vpc_id, s.source_subnet_id, s.source_az_id,
  s.named_by, min(n.hour) as first_hour, max(n.hour) as last_hour, sum(n.bytes_out + n.bytes_in)::hugeint as bytes
from source s
join nat_hour n on n.source_id = s.source_id
where s.source_ip = $address and ($vpc_id is null or s.source_vpc_id = $vpc_id)
group by all
order by bytes desc, s.interface_id, s.source_name, s.named_by;
