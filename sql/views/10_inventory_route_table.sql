create or replace view inventory_route_table as
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
  from inventory_item
  where kind = 'route_table'
);
comment on view inventory_route_table is 'Route tables (DescribeRouteTables).';
comment on column inventory_route_table.route_table_id is 'The route table.';
comment on column inventory_route_table.vpc_id is 'VPC.';
comment on column inventory_route_table.is_main is 'Whether it serves the subnets that are associated with no table.';
comment on column inventory_route_table.name is 'The Name tag.';
comment on column inventory_route_table.tags is 'Tags.';
comment on column inventory_route_table.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_route_table.region is 'Region.';
comment on column inventory_route_table.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_route_table.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_route_table.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_route_table.is_current is 'Whether this is the latest known state.';
