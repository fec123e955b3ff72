delete from inventory_dhcp_options;

insert into inventory_dhcp_options by name
select
  said.DhcpOptionsId as dhcp_options_id,
  said.DhcpConfigurations as configurations,
  map_from_entries(said.Tags)['Name'] as name,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "DhcpOptionsId": "VARCHAR", "DhcpConfigurations": "JSON",
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'dhcp_options'
);
