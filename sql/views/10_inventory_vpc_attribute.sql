create or replace view inventory_vpc_attribute as
select
  said.VpcId as vpc_id,
  case when said.EnableDnsSupport is not null then 'enableDnsSupport' else 'enableDnsHostnames' end as attribute,
  coalesce(said.EnableDnsSupport.Value, said.EnableDnsHostnames.Value) as is_enabled,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "VpcId": "VARCHAR", "EnableDnsSupport": {"Value": "BOOLEAN"}, "EnableDnsHostnames": {"Value": "BOOLEAN"}
  }') as said
  from inventory_item
  where kind = 'vpc_attribute'
);
comment on view inventory_vpc_attribute is 'DNS attributes of VPCs (DescribeVpcAttribute); private DNS of interface endpoints needs both.';
comment on column inventory_vpc_attribute.vpc_id is 'The VPC.';
comment on column inventory_vpc_attribute.attribute is 'enableDnsSupport or enableDnsHostnames.';
comment on column inventory_vpc_attribute.is_enabled is 'Its value.';
comment on column inventory_vpc_attribute.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_vpc_attribute.region is 'Region.';
comment on column inventory_vpc_attribute.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_vpc_attribute.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_vpc_attribute.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_vpc_attribute.is_current is 'Whether this is the latest known state.';
