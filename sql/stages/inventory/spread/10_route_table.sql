delete from inventory_route_table;

insert into inventory_route_table by name
select
  said.RouteTableId as route_table_id,
  said.VpcId as vpc_id,
  coalesce(list_contains(list_transform(said.Associations, lambda entry: entry.Main), true), false) as is_main,
  map_from_entries(said.Tags)['Name'] as name,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "RouteTableId": "VARCHAR", "VpcId": "VARCHAR", "Associations": [{"Main": "BOOLEAN"}],
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'route_table'
);
