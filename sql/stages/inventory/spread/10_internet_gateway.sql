delete from inventory_internet_gateway;

insert into inventory_internet_gateway by name
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
  from told_item
  where kind = 'internet_gateway'
);
