-- One row per batch.
select batch_id, count(*) as times
from batch
group by all
having count(*) > 1;
