-- One row per source number.
select source_id, count(*) as times
from source
group by all
having count(*) > 1;
