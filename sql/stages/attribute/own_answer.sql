-- Whose the addresses of own_question (hour, address) were in their hours. Of several the one that had it longest.
create or replace temp table own_answer as
select
  q.hour, q.address,
  arg_min(o.owner, (
    o.rank,
    greatest(o.valid_from, q.hour) - least(o.valid_to, q.hour + interval 1 hour),
    o.owner
  )) as owner
from own_question q
join own_address o on o.address = q.address and q.hour < o.valid_to and q.hour + interval 1 hour > o.valid_from
group by q.hour, q.address;
