create or replace view inventory_elastic_ip as
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
  from inventory_item
  where kind = 'elastic_ip'
);
comment on view inventory_elastic_ip is 'Elastic IP addresses (DescribeAddresses).';
comment on column inventory_elastic_ip.public_ip is 'The address.';
comment on column inventory_elastic_ip.allocation_id is 'Its allocation.';
comment on column inventory_elastic_ip.association_id is 'Its association; NULL while it is idle.';
comment on column inventory_elastic_ip.interface_id is 'ENI it belongs to.';
comment on column inventory_elastic_ip.instance_id is 'Instance it belongs to.';
comment on column inventory_elastic_ip.private_ip is 'Private address it maps to.';
comment on column inventory_elastic_ip.name is 'The Name tag.';
comment on column inventory_elastic_ip.tags is 'Tags.';
comment on column inventory_elastic_ip.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_elastic_ip.region is 'Region.';
comment on column inventory_elastic_ip.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_elastic_ip.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_elastic_ip.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_elastic_ip.is_current is 'Whether this is the latest known state.';
