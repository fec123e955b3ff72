-- The remotes of the prepared hours that are or were public addresses of our own.
create or replace temp table own_question as
select distinct s.hour, f.remote_ip as address
from (select distinct slot_id, remote_ip from chosen_flow where remote_ip in (select address from own_address)) f
join chosen_slot s on s.slot_id = f.slot_id;
