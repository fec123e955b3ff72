create table if not exists inventory_resolver_query_log (
  resolver_query_log_config_id varchar,
  name varchar,
  destination varchar,
  status varchar,
  vpc_id varchar,
  association_status varchar,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_resolver_query_log is 'VPCs whose Resolver queries are logged (ListResolverQueryLogConfigAssociations, ListResolverQueryLogConfigs).';
comment on column inventory_resolver_query_log.resolver_query_log_config_id is 'The configuration; NULL where no snapshot shows it.';
comment on column inventory_resolver_query_log.name is 'Its name.';
comment on column inventory_resolver_query_log.destination is 'ARN of where the logs go: a bucket, a log group or a stream.';
comment on column inventory_resolver_query_log.status is 'CREATED, FAILED and so on.';
comment on column inventory_resolver_query_log.vpc_id is 'VPC.';
comment on column inventory_resolver_query_log.association_status is 'ACTIVE, ACTION_NEEDED, FAILED and so on.';
comment on column inventory_resolver_query_log.account_id is 'Account that was looked at.';
comment on column inventory_resolver_query_log.region is 'Region.';
comment on column inventory_resolver_query_log.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_resolver_query_log.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_resolver_query_log.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_resolver_query_log.is_current is 'Whether this is the latest known state.';
