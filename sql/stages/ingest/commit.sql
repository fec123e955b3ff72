-- One batch: withdraw what it replaces, store its rows, write the ledger. Runs inside one transaction.
-- ledger_now: the batch's objects.
insert into dirty_hour
select hour from flow_hour where batch_id in (select unnest($taken_back))
union
select hour from log_hour where batch_id in (select unnest($taken_back))
union
select hour from reduced_flow_hour
union
select hour from reduced_log_hour
union
-- A record of a client can name the bytes that a gateway logged earlier.
select s.hour from (select distinct hour from reduced_source_seen) s
where s.hour in (select hour from log_hour where nat_gateway_id is not null);

delete from flow_hour where batch_id in (select unnest($taken_back));
delete from log_hour where batch_id in (select unnest($taken_back));
delete from source_seen where batch_id in (select unnest($taken_back));
delete from endpoint_hour where batch_id in (select unnest($taken_back));
delete from dns_seen where batch_id in (select unnest($taken_back));
delete from batch where batch_id in (select unnest($taken_back));
delete from ingested_object where batch_id in (select unnest($taken_back));
delete from ingested_object where object_id in (select object_id from ledger_now);

insert into flow_hour select $batch_id, * from reduced_flow_hour;
insert into log_hour select $batch_id, * from reduced_log_hour;
insert into source_seen select $batch_id, * from reduced_source_seen;

insert into context
select $context_id, $context where $context_id not in (select context_id from context);
insert into batch values ($batch_id, $context_id, $program_version);
insert into ingested_object
select
  object_id, source, key, etag, size_bytes, account_id, region, flow_log_id, object_time,
  case when status in ('ok', 'partial') then $batch_id end,
  status, rows_read, rows_rejected, reason, $program_version
from ledger_now;

delete from context where context_id not in (select context_id from batch);
