create table if not exists dns_seen (
  batch_id varchar not null,
  vpc_id varchar,
  client_ip varchar,
  address varchar not null,
  name varchar not null,
  first_seen timestamp not null,
  last_seen timestamp not null
);
comment on table dns_seen is 'Which names answered which address, from Route 53 Resolver query logs.';
comment on column dns_seen.batch_id is 'The batch that made the row.';
comment on column dns_seen.vpc_id is 'VPC the query came from.';
comment on column dns_seen.client_ip is 'Address that asked.';
comment on column dns_seen.address is 'Address in the answer.';
comment on column dns_seen.name is 'Name that was asked for, without the trailing dot.';
comment on column dns_seen.first_seen is 'First such answer, UTC.';
comment on column dns_seen.last_seen is 'Last such answer, UTC.';
