-- Writes down that this look was made; a whole answer of the same moment is not replaced by a lesser one.
delete from inventory_snapshot
using inventory_answer as answer
where inventory_snapshot.account_id = answer.account_id and inventory_snapshot.region = answer.region
  and inventory_snapshot.kind = answer.kind and inventory_snapshot.seen_at = $seen_at
  and (inventory_snapshot.note is not null or answer.is_whole);

insert into inventory_snapshot
select account_id, region, kind, $seen_at, resources, note
from inventory_answer as answer
where not exists (
  from inventory_snapshot as known
  where known.account_id = answer.account_id and known.region = answer.region
    and known.kind = answer.kind and known.seen_at = $seen_at
);

drop table inventory_look;
