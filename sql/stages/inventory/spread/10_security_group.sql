delete from inventory_security_group;

insert into inventory_security_group by name
select
  said.GroupId as group_id,
  said.VpcId as vpc_id,
  said.GroupName as group_name,
  said.Description as description,
  said.IpPermissions as ip_permissions,
  said.IpPermissionsEgress as ip_permissions_egress,
  map_from_entries(said.Tags) as tags,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "GroupId": "VARCHAR", "VpcId": "VARCHAR", "GroupName": "VARCHAR", "Description": "VARCHAR", "IpPermissions": "JSON",
    "IpPermissionsEgress": "JSON",
    "Tags": [{"Key": "VARCHAR", "Value": "VARCHAR"}]
  }') as said
  from told_item
  where kind = 'security_group'
);
