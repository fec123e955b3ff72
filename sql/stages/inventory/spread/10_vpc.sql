delete from inventory_vpc;

insert into inventory_vpc by name
select
  said.VpcId as vpc_id,
  said.CidrBlock as cidr_block,
  said.IsDefault as is_default,
  said.DhcpOptionsId as dhcp_options_id,
  lower(said.State) as state,
  map_from_entries(said.Tags)['Name'] as name,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "VpcId": "VARCHAR", "CidrBlock": "VARCHAR", "IsDefault": "BOOLEAN", "DhcpOptionsId": "VARCHAR", "State": "VARCHAR",
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'vpc'
);
