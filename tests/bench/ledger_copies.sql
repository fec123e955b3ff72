-- The ledger rows of the objects' further names; the batches stay those of the objects.
insert into ingested_object by name
select
  o.* replace (
    replace(o.object_id, '.log.parquet', format('{:02d}.log.parquet', n)) as object_id,
    replace(o.key, '.log.parquet', format('{:02d}.log.parquet', n)) as key
  )
from ingested_object o, range(1, $copies + 1) as copies(n);
