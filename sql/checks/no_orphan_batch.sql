-- Every batch that rows or the ledger refer to exists, with its context.
select table_name, id, count(*) as rows
from (
  select 'flow_hour' as table_name, batch_id as id from flow_hour
  union all
  select 'log_hour', batch_id from log_hour
  union all
  select 'source_seen', batch_id from source_seen
  union all
  select 'endpoint_hour', batch_id from endpoint_hour
  union all
  select 'dns_seen', batch_id from dns_seen
  union all
  select 'unknown_place', batch_id from unknown_place
  union all
  select 'ingested_object', batch_id from ingested_object where batch_id is not null
)
where id not in (select b.batch_id from batch b)
group by all
union all
select 'batch', b.context_id, count(*)
from batch b
where b.context_id not in (select c.context_id from context c)
group by all;
