-- Note objects that came after their days were closed, so that reports of those days name them. ledger_now: the objects.
insert into ingested_object by name
select
  object_id, source, key, etag, size_bytes, account_id, region, flow_log_id, object_time, status, rows_read, rows_rejected,
  reason, $program_version as program_version, $kind as kind
from ledger_now;
