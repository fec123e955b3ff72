create or replace view inventory_internet_gateway as
select
  said.InternetGatewayId as internet_gateway_id,
  list_transform(said.Attachments, lambda entry: entry.VpcId) as vpc_ids,
  map_from_entries(said.Tags)['Name'] as name,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "InternetGatewayId": "VARCHAR", "Attachments": [{"VpcId": "VARCHAR"}],
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from inventory_item
  where kind = 'internet_gateway'
);
comment on view inventory_internet_gateway is 'Internet gateways (DescribeInternetGateways).';
comment on column inventory_internet_gateway.internet_gateway_id is 'The internet gateway.';
comment on column inventory_internet_gateway.vpc_ids is 'VPC it is attached to; empty when none.';
comment on column inventory_internet_gateway.name is 'The Name tag.';
comment on column inventory_internet_gateway.tags is 'Tags.';
comment on column inventory_internet_gateway.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_internet_gateway.region is 'Region.';
comment on column inventory_internet_gateway.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_internet_gateway.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_internet_gateway.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_internet_gateway.is_current is 'Whether this is the latest known state.';
