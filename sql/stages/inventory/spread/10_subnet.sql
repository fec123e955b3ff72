delete from inventory_subnet;

insert into inventory_subnet by name
select
  said.SubnetId as subnet_id,
  said.VpcId as vpc_id,
  said.CidrBlock as cidr_block,
  list_transform(
    list_filter(said.Ipv6CidrBlockAssociationSet, lambda entry: coalesce(lower(entry.Ipv6CidrBlockState.State), 'associated') = 'associated'),
    lambda entry: entry.Ipv6CidrBlock
  ) as ipv6_cidr_blocks,
  said.AvailabilityZone as az_name,
  said.AvailabilityZoneId as az_id,
  said.MapPublicIpOnLaunch as map_public_ip_on_launch,
  said.EnableDns64 as enable_dns64,
  said.Ipv6Native as is_ipv6_native,
  lower(said.State) as state,
  map_from_entries(said.Tags)['Name'] as name,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "SubnetId": "VARCHAR", "VpcId": "VARCHAR", "CidrBlock": "VARCHAR", "AvailabilityZone": "VARCHAR",
    "AvailabilityZoneId": "VARCHAR", "MapPublicIpOnLaunch": "BOOLEAN", "EnableDns64": "BOOLEAN", "Ipv6Native": "BOOLEAN",
    "State": "VARCHAR",
    "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "VARCHAR", "Ipv6CidrBlockState": {"State": "VARCHAR"}}],
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'subnet'
);
