create table if not exists ingested_object (
  object_id varchar not null,
  source varchar not null,
  key varchar not null,
  etag varchar,
  size_bytes bigint not null,
  account_id varchar,
  region varchar,
  flow_log_id varchar,
  object_time timestamp,
  batch_id varchar,
  status varchar not null,
  rows_read bigint not null,
  rows_rejected bigint not null,
  reason varchar,
  program_version varchar not null,
  kind varchar not null default 'flow_log'
);
comment on table ingested_object is 'The ledger: one row per object that was read, with what became of it.';
comment on column ingested_object.object_id is 'Identity of the object: its AWS file name wherever it lies, else its path under the source and its size, with query_log: before it for query logs.';
comment on column ingested_object.source is 'Where it was found: s3://bucket/prefix or a folder.';
comment on column ingested_object.key is 'Path of the object under the source.';
comment on column ingested_object.etag is 'ETag that S3 gave; NULL for local files.';
comment on column ingested_object.size_bytes is 'Size of the object in bytes.';
comment on column ingested_object.account_id is 'Account in the file name: the flow log''s owner.';
comment on column ingested_object.region is 'Region in the file name.';
comment on column ingested_object.flow_log_id is 'Flow log id in the file name (fl-...); without one, the source and a hash of the column set stand in.';
comment on column ingested_object.object_time is 'Time in the file name, UTC: the start of the five minutes in which its records ended.';
comment on column ingested_object.batch_id is 'The batch that holds its rows; NULL when none does.';
comment on column ingested_object.status is 'ok, partial (some lines rejected), refused (not a usable log of its kind; read again by a newer program) or failed (read again by the next run; not once its day is closed).';
comment on column ingested_object.rows_read is 'Records in the object.';
comment on column ingested_object.rows_rejected is 'Records that could not be read or are implausible.';
comment on column ingested_object.reason is 'Why it is not ok, in words.';
comment on column ingested_object.program_version is 'The program version that read it.';
comment on column ingested_object.kind is 'flow_log or query_log (Route 53 Resolver).';
