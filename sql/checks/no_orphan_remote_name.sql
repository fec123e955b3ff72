-- Every remote name that rows refer to exists.
select n.remote_name_id, count(*) as rows
from nat_hour n
where n.remote_name_id not in (select r.remote_name_id from remote_name r)
group by all;
