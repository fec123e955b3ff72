-- The distinct remotes of the chosen flows, as questions for the naming stage: those remote_name does not answer yet.
create or replace temp table flow_remote as
select distinct s.region, s.ip_ranges_as_of, f.remote_ip
from (select distinct slot_id, remote_ip from chosen_flow) f
join chosen_slot s on s.slot_id = f.slot_id;

create or replace temp table remote_to_name as
select region, null::varchar as vpc_id, remote_ip, null::varchar as owner, null::varchar as aws_service,
  ip_ranges_as_of
from flow_remote;
