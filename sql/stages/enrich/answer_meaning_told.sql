create or replace temp table answer_meaning as
with
alias as (
  select n.name_id, unnest(n.aliases) as name from answer_name n
),
by_alias as (
  select
    a.name_id,
    any_value(m.service) as service,
    any_value(m.service_region) as service_region,
    any_value(m.served_by) as served_by,
    count(distinct (m.service, m.service_region, m.served_by)) as meanings
  from alias a
  join host_meaning m on m.name = a.name
  where m.service is not null
  group by a.name_id
)
select
  n.name_id,
  n.name,
  coalesce(m.service, a.service) as service,
  case when m.service is not null then m.service_region else a.service_region end as service_region,
  case when m.service is null and a.service is not null then a.served_by else m.served_by end as served_by
from answer_name n
join host_meaning m on m.name = n.name
left join by_alias a on a.name_id = n.name_id and a.meanings = 1;
