-- A shared VPC's subnets, tables and groups are described by every account that sees them. The owner's word counts;
-- without it, that of the first account by number. What AWS describes to each account anew (zones, services, its own
-- prefix lists) is kept for each.
create or replace view inventory_item as
select
  owner_id as account_id, region, kind, resource_id, seen_from, seen_to, gone_at, gone_at is null as is_current, content
from (
  select
    *,
    case
      when kind in (
        'availability_zone', 'managed_prefix_list', 'managed_prefix_list_entries', 'prefix_list', 'vpc_endpoint_service'
      ) then account_id
      when kind = 'transit_gateway_attachment' then coalesce(content ->> '$.ResourceOwnerId', account_id)
      else coalesce(content ->> '$.OwnerId', account_id)
    end as owner_id
  from inventory_resource
) as seen
where not exists (
  from inventory_resource as other
  where other.region = seen.region
    and other.kind = seen.kind
    and other.resource_id = seen.resource_id
    and other.account_id <> seen.account_id
    and (other.account_id = seen.owner_id or (seen.account_id <> seen.owner_id and other.account_id < seen.account_id))
);
comment on view inventory_item is 'Every state of every resource once, under its owner: what the inventory_ tables hold in columns.';
comment on column inventory_item.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_item.region is 'Region.';
comment on column inventory_item.kind is 'Kind of resource, as the name of its table without inventory_.';
comment on column inventory_item.resource_id is 'AWS id of the resource.';
comment on column inventory_item.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_item.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_item.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_item.is_current is 'Whether this is the latest known state.';
comment on column inventory_item.content is 'The item as aws ec2 describe-... prints it.';
