delete from inventory_instance;

insert into inventory_instance by name
select
  said.InstanceId as instance_id,
  map_from_entries(said.Tags)['Name'] as name,
  lower(said.State.Name) as state,
  said.InstanceType as instance_type,
  said.VpcId as vpc_id,
  said.SubnetId as subnet_id,
  said.PrivateIpAddress as private_ip,
  said.PublicIpAddress as public_ip,
  said.LaunchTime as launched_at,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "InstanceId": "VARCHAR", "State": {"Name": "VARCHAR"}, "InstanceType": "VARCHAR", "VpcId": "VARCHAR",
    "SubnetId": "VARCHAR", "PrivateIpAddress": "VARCHAR", "PublicIpAddress": "VARCHAR", "LaunchTime": "TIMESTAMP",
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'instance'
);
