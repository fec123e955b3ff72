-- The days with hours to rebuild, and how many stored rows these hours have.
create or replace temp table dirty_day as
with
stored as (
  select hour from flow_hour where hour in (select hour from dirty_hour)
  union all
  select hour from endpoint_hour where hour in (select hour from dirty_hour)
)
select d.hour::date as day, count(s.hour) as rows
from (select distinct hour from dirty_hour) d
left join stored s on s.hour = d.hour
group by all;
