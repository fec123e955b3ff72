-- Rebuild what does not cross NAT in the dirty hours. What DNS told the VPC comes before what the address says.
delete from beside_hour where hour in (select hour from dirty);

insert into beside_hour
select
  f.hour, f.vpc_id, f.path, f.interface_id,
  coalesce(
    told_name(
      null::integer,
      vpc_answer_at(
        extract('hour' from f.hour)::integer, v.hours, v.remote_name_id, v.stale_hours, v.stale_name_id,
        v.remote_name_ids
      ),
      null::integer
    ),
    r.remote_name_id
  ) as remote_name_id,
  sum(f.bytes_out)::bigint as bytes_out,
  sum(f.bytes_in)::bigint as bytes_in
from beside_flow f
left join (select hour, ip_ranges_near(hour) as as_of from (select distinct hour from beside_flow)) i on i.hour = f.hour
left join remote_name r
  on r.remote_ip = f.remote_ip
  and r.region = f.region
  and r.ip_ranges_as_of is not distinct from i.as_of
  and r.owner is null and r.aws_service is null and r.dns_key is null
left join (select distinct vpc_number, vpc_id, region from asker) a on a.vpc_id = f.vpc_id and a.region = f.region
left join asked_remote q on q.remote_ip = f.remote_ip
left join answer_by_vpc v on v.vpc_number = a.vpc_number and v.remote_number = q.remote_number
group by f.hour, f.vpc_id, f.path, f.interface_id, 5;
