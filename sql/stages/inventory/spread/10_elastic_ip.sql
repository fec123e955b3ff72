delete from inventory_elastic_ip;

insert into inventory_elastic_ip by name
select
  said.PublicIp as public_ip,
  said.AllocationId as allocation_id,
  said.AssociationId as association_id,
  said.NetworkInterfaceId as interface_id,
  nullif(said.InstanceId, '') as instance_id,
  said.PrivateIpAddress as private_ip,
  map_from_entries(said.Tags)['Name'] as name,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "PublicIp": "VARCHAR", "AllocationId": "VARCHAR", "AssociationId": "VARCHAR", "NetworkInterfaceId": "VARCHAR",
    "InstanceId": "VARCHAR", "PrivateIpAddress": "VARCHAR",
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'elastic_ip'
);
