create or replace view inventory_instance as
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
  from inventory_item
  where kind = 'instance'
);
comment on view inventory_instance is 'EC2 instances (DescribeInstances).';
comment on column inventory_instance.instance_id is 'The instance.';
comment on column inventory_instance.name is 'The Name tag.';
comment on column inventory_instance.state is 'pending, running, shutting-down, terminated, stopping or stopped.';
comment on column inventory_instance.instance_type is 'Instance type.';
comment on column inventory_instance.vpc_id is 'VPC.';
comment on column inventory_instance.subnet_id is 'Subnet.';
comment on column inventory_instance.private_ip is 'Primary private IPv4 address.';
comment on column inventory_instance.public_ip is 'Public IPv4 address.';
comment on column inventory_instance.launched_at is 'Last start, UTC.';
comment on column inventory_instance.tags is 'Tags.';
comment on column inventory_instance.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_instance.region is 'Region.';
comment on column inventory_instance.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_instance.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_instance.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_instance.is_current is 'Whether this is the latest known state.';
