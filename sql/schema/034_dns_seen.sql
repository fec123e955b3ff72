create table if not exists dns_seen (
  batch_id varchar not null,
  vpc_id varchar,
  client_ip varchar,
  address varchar not null,
  name varchar not null,
  aliases varchar[] not null,
  first_seen timestamp not null,
  last_seen timestamp not null
);
comment on table dns_seen is 'Which names answered which address in an hour, from Route 53 Resolver query logs.';
comment on column dns_seen.batch_id is 'The batch that made the row.';
comment on column dns_seen.vpc_id is 'VPC the query came from; NULL where the log does not say.';
comment on column dns_seen.client_ip is 'Address that asked; NULL for queries that came through an inbound Resolver endpoint, whose sender asked for somebody else.';
comment on column dns_seen.address is 'Address in the answer.';
comment on column dns_seen.name is 'Name that was asked for, in lower case without the trailing dot.';
comment on column dns_seen.aliases is 'The other names of the answer''s CNAME chain, sorted.';
comment on column dns_seen.first_seen is 'First such answer of the hour, UTC.';
comment on column dns_seen.last_seen is 'Last such answer of the hour, UTC.';

create table if not exists changed_answer_day (
  day date not null
);
comment on table changed_answer_day is 'Days that gained or lost answers since names were last matched; empty in a published file.';
comment on column changed_answer_day.day is 'Day of the answers, UTC.';
