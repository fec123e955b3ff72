-- The distinct remotes of the chosen flows and of what does not cross NAT, as questions for the naming stage.
create or replace temp table flow_remote as
with
place as (
  select slot_id, region, ip_ranges_as_of, dense_rank() over (order by region, ip_ranges_as_of)::integer as place_number
  from chosen_slot
)
select p.region, p.ip_ranges_as_of, f.remote_ip
from (
  select distinct s.place_number, f.remote_ip from chosen_flow f join place s on s.slot_id = f.slot_id
) f
join (select distinct place_number, region, ip_ranges_as_of from place) p on p.place_number = f.place_number
union
select b.region, i.as_of, b.remote_ip
from (select distinct hour, region, remote_ip from beside_flow where region is not null and remote_ip is not null) b
join (select hour, ip_ranges_near(hour) as as_of from (select distinct hour from beside_flow)) i on i.hour = b.hour;

create or replace temp table remote_to_name as
select region, remote_ip, null::varchar as owner, null::varchar as aws_service,
  ip_ranges_as_of
from flow_remote;
