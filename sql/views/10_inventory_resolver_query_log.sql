create or replace view inventory_resolver_query_log as
select
  c.resource_id as resolver_query_log_config_id,
  c.content ->> '$.Name' as name,
  c.content ->> '$.DestinationArn' as destination,
  c.content ->> '$.Status' as status,
  a.content ->> '$.ResourceId' as vpc_id,
  a.content ->> '$.Status' as association_status,
  a.account_id, a.region, a.seen_from, a.seen_to, a.gone_at, a.is_current
from inventory_item a
left join inventory_item c
  on c.kind = 'resolver_query_log_config' and c.region = a.region and c.is_current
  and c.resource_id = a.content ->> '$.ResolverQueryLogConfigId'
where a.kind = 'resolver_query_log_config_association';
comment on view inventory_resolver_query_log is 'VPCs whose Resolver queries are logged (ListResolverQueryLogConfigAssociations, ListResolverQueryLogConfigs).';
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
