-- Hours of a day that the query logs name otherwise now than they did. Own addresses keep their owner whatever DNS told.
insert into dirty_hour
with
stored as (
  select distinct hour, nat_gateway_id, source_id, remote_name_id
  from nat_hour
  where hour >= $day and hour < $day + interval 1 day
),
told as (
  select
    n.hour, n.remote_name_id, r.dns_key,
    told_name(
      answer_at(extract('hour' from n.hour)::integer, a.hours, a.remote_name_id, a.remote_name_ids),
      vpc_answer_at(
        extract('hour' from n.hour)::integer, v.hours, v.remote_name_id, v.stale_hours, v.stale_name_id,
        v.remote_name_ids
      ),
      case when r.aws_service is not null then n.remote_name_id end
    ) as told_id
  from stored n
  join remote_name r on r.remote_name_id = n.remote_name_id
  join source s on s.source_id = n.source_id
  left join gateway g on g.nat_gateway_id = n.nat_gateway_id
  left join asker k
    on k.client_ip = s.source_ip and k.vpc_id = s.source_vpc_id and k.region is not distinct from g.region
  left join asked_remote q on q.remote_ip = r.remote_ip
  left join answer_by_client a on a.asker_number = k.asker_number and a.remote_number = q.remote_number
  left join answer_by_vpc v on v.vpc_number = k.vpc_number and v.remote_number = q.remote_number
  where r.owner is null
)
select distinct hour
from told
where case when told_id is null then dns_key is not null else told_id <> remote_name_id end
union
select distinct b.hour
from beside_hour b
join remote_name r on r.remote_name_id = b.remote_name_id
left join (select distinct vpc_number, vpc_id, region from asker) k on k.vpc_id = b.vpc_id and k.region = r.region
left join asked_remote q on q.remote_ip = r.remote_ip
left join answer_by_vpc v on v.vpc_number = k.vpc_number and v.remote_number = q.remote_number
where b.hour >= $day and b.hour < $day + interval 1 day
  and abs(vpc_answer_at(
    extract('hour' from b.hour)::integer, v.hours, v.remote_name_id, v.stale_hours, v.stale_name_id, v.remote_name_ids
  ))
    is distinct from case when r.dns_key is not null then b.remote_name_id end;
