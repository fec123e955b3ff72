create or replace view inventory_managed_prefix_list as
select
  said.PrefixListId as prefix_list_id,
  said.PrefixListName as prefix_list_name,
  said.AddressFamily as address_family,
  said.OwnerId as owner_id,
  said.Version as version,
  said.MaxEntries as max_entries,
  lower(said.State) as state,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "PrefixListId": "VARCHAR", "PrefixListName": "VARCHAR", "AddressFamily": "VARCHAR", "OwnerId": "VARCHAR",
    "Version": "BIGINT", "MaxEntries": "INTEGER", "State": "VARCHAR",
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from inventory_item
  where kind = 'managed_prefix_list'
);
comment on view inventory_managed_prefix_list is 'Managed prefix lists (DescribeManagedPrefixLists): AWS''s own and customers'', for each account that looked.';
comment on column inventory_managed_prefix_list.prefix_list_id is 'The prefix list.';
comment on column inventory_managed_prefix_list.prefix_list_name is 'Its name, such as com.amazonaws.us-east-1.s3.';
comment on column inventory_managed_prefix_list.address_family is 'IPv4 or IPv6.';
comment on column inventory_managed_prefix_list.owner_id is 'AWS, or an account.';
comment on column inventory_managed_prefix_list.version is 'Version; NULL for lists of AWS.';
comment on column inventory_managed_prefix_list.max_entries is 'How many routes it counts for; NULL for lists of AWS.';
comment on column inventory_managed_prefix_list.state is 'create-complete and so on.';
comment on column inventory_managed_prefix_list.tags is 'Tags.';
comment on column inventory_managed_prefix_list.account_id is 'Account that looked.';
comment on column inventory_managed_prefix_list.region is 'Region.';
comment on column inventory_managed_prefix_list.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_managed_prefix_list.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_managed_prefix_list.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_managed_prefix_list.is_current is 'Whether this is the latest known state.';
