-- Write the batch and the ledger rows of its objects. ledger_now: the objects.
insert into context
select $context_id, $context where $context_id not in (select context_id from context);
insert into batch values ($batch_id, $context_id, $program_version);
insert into ingested_object
select
  object_id, source, key, etag, size_bytes, account_id, region, flow_log_id, object_time,
  case when status in ('ok', 'partial') then $batch_id end,
  status, rows_read, rows_rejected, reason, $program_version, $kind
from ledger_now;

delete from context where context_id not in (select context_id from batch);
