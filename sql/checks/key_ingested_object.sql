-- One row in the ledger per object.
select object_id, count(*) as times
from ingested_object
group by all
having count(*) > 1;
