delete from inventory_managed_prefix_list;

insert into inventory_managed_prefix_list by name
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
  from told_item
  where kind = 'managed_prefix_list'
);
