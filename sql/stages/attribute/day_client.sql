-- Who talked to whom in the day's dirty hours, for the query logs to be matched with.
create or replace temp table day_client as
select distinct c.client_ip, s.source_vpc_id as vpc_id, h.region
from client_source c
join source s on s.source_id = c.source_id
join (select distinct hour, nat_gateway_id, region from chosen_slot) h
  on h.hour = c.hour and h.nat_gateway_id = c.nat_gateway_id
where s.source_vpc_id is not null
union
select distinct null::varchar, vpc_id, region from beside_flow where region is not null and remote_ip is not null;

create or replace temp table day_remote as
select distinct remote_ip from flow_remote;
