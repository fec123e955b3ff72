delete from inventory_managed_prefix_list_entries;

insert into inventory_managed_prefix_list_entries by name
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
    from told_item
    where kind = 'managed_prefix_list_entries'
  )
);
