delete from inventory_prefix_list;

insert into inventory_prefix_list by name
select
  said.PrefixListId as prefix_list_id,
  said.PrefixListName as prefix_list_name,
  said.Cidrs as cidrs,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "PrefixListId": "VARCHAR", "PrefixListName": "VARCHAR", "Cidrs": ["VARCHAR"]
  }') as said
  from told_item
  where kind = 'prefix_list'
);
