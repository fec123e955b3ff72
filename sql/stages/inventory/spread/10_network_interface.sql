delete from inventory_network_interface;

insert into inventory_network_interface by name
select
  said.NetworkInterfaceId as interface_id,
  said.VpcId as vpc_id,
  said.SubnetId as subnet_id,
  said.AvailabilityZone as az_name,
  said.AvailabilityZoneId as az_id,
  case lower(said.InterfaceType) when 'natgateway' then 'nat_gateway' else lower(said.InterfaceType) end as interface_type,
  said.Description as description,
  said.RequesterManaged as requester_managed,
  said.RequesterId as requester_id,
  said.Attachment.InstanceId as instance_id,
  said.Attachment.InstanceOwnerId as attachment_owner_id,
  said.Attachment.AttachTime as attached_at,
  said.Attachment.DeviceIndex as device_index,
  said.PrivateIpAddress as private_ip,
  said.Association.PublicIp as public_ip,
  lower(said.Status) as status,
  said.SourceDestCheck as source_dest_check,
  list_transform(said.Groups, lambda entry: entry.GroupId) as security_group_ids,
  map_from_entries(said.TagSet)['Name'] as name,
  map_from_entries(said.TagSet) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "NetworkInterfaceId": "VARCHAR", "VpcId": "VARCHAR", "SubnetId": "VARCHAR", "AvailabilityZone": "VARCHAR",
    "AvailabilityZoneId": "VARCHAR", "InterfaceType": "VARCHAR", "Description": "VARCHAR", "RequesterManaged": "BOOLEAN",
    "RequesterId": "VARCHAR",
    "Attachment": {
      "InstanceId": "VARCHAR", "InstanceOwnerId": "VARCHAR", "AttachTime": "TIMESTAMP", "DeviceIndex": "INTEGER"
    },
    "PrivateIpAddress": "VARCHAR", "Association": {"PublicIp": "VARCHAR"}, "Status": "VARCHAR",
    "SourceDestCheck": "BOOLEAN", "Groups": [{"GroupId": "VARCHAR"}], "TagSet": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'network_interface'
);
