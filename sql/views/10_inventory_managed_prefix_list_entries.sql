create or replace view inventory_managed_prefix_list_entries as
select
  prefix_list_id,
  entry.Cidr as cidr,
  entry.Description as description,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (said), said.PrefixListId as prefix_list_id, unnest(said.Entries) as entry
  from (
    select * exclude (content), from_json(content, '{
      "PrefixListId": "VARCHAR", "Entries": [{"Cidr": "VARCHAR", "Description": "VARCHAR"}]
    }') as said
    from inventory_item
    where kind = 'managed_prefix_list_entries'
  )
);
comment on view inventory_managed_prefix_list_entries is 'Entries of managed prefix lists, one row each (GetManagedPrefixListEntries); inventory_prefix_list_cidr has them without repetition.';
comment on column inventory_managed_prefix_list_entries.prefix_list_id is 'The prefix list.';
comment on column inventory_managed_prefix_list_entries.cidr is 'CIDR.';
comment on column inventory_managed_prefix_list_entries.description is 'What its owner says of it.';
comment on column inventory_managed_prefix_list_entries.account_id is 'Account that looked.';
comment on column inventory_managed_prefix_list_entries.region is 'Region.';
comment on column inventory_managed_prefix_list_entries.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_managed_prefix_list_entries.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_managed_prefix_list_entries.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_managed_prefix_list_entries.is_current is 'Whether this is the latest known state.';
