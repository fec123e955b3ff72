-- One row per context.
select context_id, count(*) as times
from context
group by all
having count(*) > 1;
