-- Who talked to whom in the hours of a day as they are stored, for the query logs to be matched with again.
create or replace temp table day_client as
select distinct s.source_ip as client_ip, s.source_vpc_id as vpc_id, g.region
from (select distinct nat_gateway_id, source_id from nat_hour where hour >= $day and hour < $day + interval 1 day) n
join source s on s.source_id = n.source_id
left join gateway g on g.nat_gateway_id = n.nat_gateway_id
where s.source_vpc_id is not null
union
select distinct null::varchar, b.vpc_id, v.region
from (select distinct vpc_id from beside_hour where hour >= $day and hour < $day + interval 1 day) b
join (select vpc_id, max(region) as region from inventory_vpc group by vpc_id) v on v.vpc_id = b.vpc_id;

create or replace temp table day_remote as
select distinct r.remote_ip
from (
  select remote_name_id from nat_hour where hour >= $day and hour < $day + interval 1 day
  union
  select remote_name_id from beside_hour where hour >= $day and hour < $day + interval 1 day
) n
join remote_name r on r.remote_name_id = n.remote_name_id;
