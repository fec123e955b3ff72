-- Bytes that are counted but lack a name: of the client's VPC, of the client, of the AWS service, or of the remote at all.
select 'vpc' as missing, sum(bytes)::bigint as bytes, fsum(nat_usd) as nat_usd
from nat_by_source($since, $until)
where source_vpc_id is null
having sum(bytes) > 0
union all
select 'source', sum(bytes)::bigint, fsum(nat_usd)
from nat_by_source($since, $until)
where source_name is null and interface_id is null and instance_id is null and source_kind is null
having sum(bytes) > 0
union all
select 'service', sum(bytes)::bigint, fsum(nat_usd)
from nat_by_service($since, $until)
where served_by = 'unknown' and service is not null
having sum(bytes) > 0
union all
select 'remote', sum(bytes)::bigint, fsum(nat_usd)
from nat_by_service($since, $until)
where service is null
having sum(bytes) > 0;
