-- Every remote name that rows refer to exists.
select n.remote_name_id, count(*) as rows
from (
  select remote_name_id from nat_hour
  union all
  select remote_name_id from beside_hour where remote_name_id is not null
) n
where n.remote_name_id not in (select r.remote_name_id from remote_name r)
group by all;
