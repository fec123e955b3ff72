create or replace view inventory_subnet as
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
  from inventory_item
  where kind = 'subnet'
);
comment on view inventory_subnet is 'Subnets (DescribeSubnets).';
comment on column inventory_subnet.subnet_id is 'The subnet.';
comment on column inventory_subnet.vpc_id is 'VPC.';
comment on column inventory_subnet.cidr_block is 'IPv4 CIDR; NULL for an IPv6-only subnet.';
comment on column inventory_subnet.ipv6_cidr_blocks is 'Associated IPv6 CIDRs.';
comment on column inventory_subnet.az_name is 'Zone, as this account names it.';
comment on column inventory_subnet.az_id is 'Zone id, the same in every account; NULL where AWS does not say.';
comment on column inventory_subnet.map_public_ip_on_launch is 'Whether instances get a public address.';
comment on column inventory_subnet.enable_dns64 is 'Whether the resolver makes NAT64 addresses for IPv4-only names.';
comment on column inventory_subnet.is_ipv6_native is 'Whether it has IPv6 only.';
comment on column inventory_subnet.state is 'pending, available and so on.';
comment on column inventory_subnet.name is 'The Name tag.';
comment on column inventory_subnet.tags is 'Tags.';
comment on column inventory_subnet.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_subnet.region is 'Region.';
comment on column inventory_subnet.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_subnet.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_subnet.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_subnet.is_current is 'Whether this is the latest known state.';
