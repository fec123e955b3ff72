create table if not exists unknown_place (
  batch_id varchar not null,
  place varchar not null
);
comment on table unknown_place is 'Subnets and ENIs that a batch''s records name and that nobody knew when it was read: it is read again once their route table is known.';
comment on column unknown_place.batch_id is 'The batch.';
comment on column unknown_place.place is 'The subnet; the ENI where the log names no subnet.';
