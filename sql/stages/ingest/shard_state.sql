-- Whether the ledger has moved on from a shard: how many of the batches that it replaces are gone, and which of its
-- objects came by another batch. shard_object: its objects.
create or replace temp table shard_state as
select
  len($taken_back::varchar[]) - (select count(*) from batch where batch_id in (select unnest($taken_back::varchar[])))
    as missing_batches,
  (
    select min(o.key)
    from ingested_object o
    join shard_object s on s.object_id = o.object_id or (s.source = o.source and s.key = o.key and o.kind = $kind)
    where o.batch_id is not null and o.batch_id not in (select unnest($taken_back::varchar[]))
  ) as taken_key;
