delete from inventory_resolver_query_log;

insert into inventory_resolver_query_log by name
select
  c.resource_id as resolver_query_log_config_id,
  c.content ->> '$.Name' as name,
  c.content ->> '$.DestinationArn' as destination,
  c.content ->> '$.Status' as status,
  a.content ->> '$.ResourceId' as vpc_id,
  a.content ->> '$.Status' as association_status,
  a.account_id, a.region, a.seen_from, a.seen_to, a.gone_at, a.is_current
from told_item a
left join told_item c
  on c.kind = 'resolver_query_log_config' and c.region = a.region and c.is_current
  and c.resource_id = a.content ->> '$.ResolverQueryLogConfigId'
where a.kind = 'resolver_query_log_config_association';
