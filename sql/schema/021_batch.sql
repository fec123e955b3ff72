create table if not exists batch (
  batch_id varchar not null,
  context_id varchar not null,
  program_version varchar not null
);
comment on table batch is 'One reduce of a set of objects. Its rows are taken back together.';
comment on column batch.batch_id is 'Hash of the context, the program version and the objects.';
comment on column batch.context_id is 'The context it was reduced with.';
comment on column batch.program_version is 'The program version that reduced it.';
