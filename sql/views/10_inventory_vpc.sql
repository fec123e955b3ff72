create or replace view inventory_vpc as
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
  from inventory_item
  where kind = 'vpc'
);
comment on view inventory_vpc is 'VPCs (DescribeVpcs).';
comment on column inventory_vpc.vpc_id is 'The VPC.';
comment on column inventory_vpc.cidr_block is 'Primary IPv4 CIDR; all of them are in inventory_vpc_cidr.';
comment on column inventory_vpc.is_default is 'Whether it is the default VPC.';
comment on column inventory_vpc.dhcp_options_id is 'DHCP options, which name the DNS servers.';
comment on column inventory_vpc.state is 'pending or available.';
comment on column inventory_vpc.name is 'The Name tag.';
comment on column inventory_vpc.tags is 'Tags.';
comment on column inventory_vpc.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_vpc.region is 'Region.';
comment on column inventory_vpc.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_vpc.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_vpc.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_vpc.is_current is 'Whether this is the latest known state.';
