-- The day's answers with their rows of remote_name, for attribute to join: a row per client (or VPC) and remote.
-- hours are the bits that remote_name_id holds for, stale_hours those of stale_name_id; a key with several names has a
-- number for each hour instead. A negative number stands for names that disagree: it says which they are, and gives way
-- to what else is known.
create or replace temp table numbered_set as
select
  s.network_number, s.client_number, s.remote_number, s.match, s.hours, s.is_several, t.region_number,
  case when t.is_disagreeing then -t.remote_name_id else t.remote_name_id end as remote_name_id
from name_set s
join set_answer a on a.set_id = s.set_id
join (select distinct network_number, region_number from asker) p on p.network_number = s.network_number
join told_remote t
  on t.region_number = p.region_number and t.remote_number = s.remote_number
  and t.match = s.match and t.set_id = a.first_set_id;

create or replace temp table answer_by_client as
select
  a.asker_number, s.remote_number,
  min(s.hours) as hours,
  min(s.remote_name_id) as remote_name_id,
  case when bool_or(s.is_several) then answer_hours(list({hours: s.hours, answer: s.remote_name_id})) end
    as remote_name_ids
from numbered_set s
join asker a on a.client_number = s.client_number and a.region_number = s.region_number
group by a.asker_number, s.remote_number;

create or replace temp table answer_by_vpc as
select
  p.vpc_number, s.remote_number,
  min(s.hours) filter (where s.match = 2 and not s.is_several) as hours,
  min(s.remote_name_id) filter (where s.match = 2 and not s.is_several) as remote_name_id,
  min(s.hours) filter (where s.match = 3 and not s.is_several) as stale_hours,
  min(s.remote_name_id) filter (where s.match = 3 and not s.is_several) as stale_name_id,
  case when bool_or(s.is_several) then answer_hours(list({hours: s.hours, answer: s.remote_name_id})) end
    as remote_name_ids
from numbered_set s
join (select distinct network_number, region_number, vpc_number from asker) p
  on p.network_number = s.network_number and p.region_number = s.region_number
where s.client_number is null
group by p.vpc_number, s.remote_number;
