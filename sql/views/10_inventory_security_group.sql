create or replace view inventory_security_group as
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
  from inventory_item
  where kind = 'security_group'
);
comment on view inventory_security_group is 'Security groups (DescribeSecurityGroups).';
comment on column inventory_security_group.group_id is 'The security group.';
comment on column inventory_security_group.vpc_id is 'VPC.';
comment on column inventory_security_group.group_name is 'Its name.';
comment on column inventory_security_group.description is 'Description.';
comment on column inventory_security_group.ip_permissions is 'What may come in, as AWS prints it.';
comment on column inventory_security_group.ip_permissions_egress is 'What may go out, as AWS prints it.';
comment on column inventory_security_group.tags is 'Tags.';
comment on column inventory_security_group.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_security_group.region is 'Region.';
comment on column inventory_security_group.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_security_group.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_security_group.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_security_group.is_current is 'Whether this is the latest known state.';
