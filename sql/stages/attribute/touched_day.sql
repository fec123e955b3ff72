-- The stored sources and own remotes of a day that a change of the inventory can touch, to be asked for again.
create or replace temp table stored_source as
select distinct n.hour, n.nat_gateway_id, s.source_ip as client_ip, g.vpc_id as gateway_vpc_id, n.source_id
from nat_service_hour n
join source s on s.source_id = n.source_id
left join gateway g on g.nat_gateway_id = n.nat_gateway_id
where n.source_id in (from touched_source)
  and n.hour >= $day and n.hour < $day + interval 1 day and n.hour in (from touched_hour);

create or replace temp table client as
select
  hour, nat_gateway_id, client_ip, gateway_vpc_id,
  address_family(client_ip) as family, address_number(client_ip) as number
from stored_source;

create or replace temp table own_question as
select distinct n.hour, r.remote_ip as address, r.owner as stored_owner
from nat_hour n
join remote_name r on r.remote_name_id = n.remote_name_id
where n.hour >= $day and n.hour < $day + interval 1 day and n.hour in (from touched_hour)
  and r.remote_ip in (from touched_address);
