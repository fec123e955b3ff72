-- One row per remote name number.
select remote_name_id, count(*) as times
from remote_name
group by all
having count(*) > 1;
