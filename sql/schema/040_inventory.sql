create table if not exists inventory_snapshot (
  account_id varchar not null,
  region varchar not null,
  kind varchar not null,
  seen_at timestamp not null,
  resources bigint not null,
  note varchar
);
comment on table inventory_snapshot is 'One look at one kind of resource in one account and region.';
comment on column inventory_snapshot.account_id is 'Account that was looked at.';
comment on column inventory_snapshot.region is 'Region that was looked at.';
comment on column inventory_snapshot.kind is 'Kind of resource, as the name of its table without inventory_.';
comment on column inventory_snapshot.seen_at is 'When, UTC.';
comment on column inventory_snapshot.resources is 'How many resources there were.';
comment on column inventory_snapshot.note is 'Why there is no answer, or only a part of one (denied, file missing); NULL when there is a whole one.';

create table if not exists inventory_resource (
  account_id varchar not null,
  region varchar not null,
  kind varchar not null,
  resource_id varchar not null,
  seen_from timestamp not null,
  seen_to timestamp not null,
  gone_at timestamp,
  content json not null
);
comment on table inventory_resource is 'Every resource as AWS described it, one row per state it was seen in. The tables inventory_* hold the content in columns.';
comment on column inventory_resource.account_id is 'Account the description came from.';
comment on column inventory_resource.region is 'Region the description came from.';
comment on column inventory_resource.kind is 'Kind of resource, as the name of its table without inventory_.';
comment on column inventory_resource.resource_id is 'AWS id of the resource.';
comment on column inventory_resource.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_resource.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_resource.gone_at is 'First snapshot that no longer showed this state; NULL while it is current.';
comment on column inventory_resource.content is 'The item as aws ec2 describe-... prints it.';
