create or replace view inventory_nat_gateway_address as
select
  nat_gateway_id,
  vpc_id,
  address.NetworkInterfaceId as interface_id,
  address.PrivateIp as private_ip,
  address.PublicIp as public_ip,
  address.AllocationId as allocation_id,
  address.AssociationId as association_id,
  address.IsPrimary as is_primary,
  address.AvailabilityZone as az_name,
  address.AvailabilityZoneId as az_id,
  lower(address.Status) as status,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (said), said.NatGatewayId as nat_gateway_id, said.VpcId as vpc_id, unnest(said.NatGatewayAddresses) as address
  from (
    select * exclude (content), from_json(content, '{
      "NatGatewayId": "VARCHAR", "VpcId": "VARCHAR", "NatGatewayAddresses": [{
        "NetworkInterfaceId": "VARCHAR", "PrivateIp": "VARCHAR", "PublicIp": "VARCHAR", "AllocationId": "VARCHAR",
        "AssociationId": "VARCHAR", "IsPrimary": "BOOLEAN", "AvailabilityZone": "VARCHAR",
        "AvailabilityZoneId": "VARCHAR", "Status": "VARCHAR"
      }]
    }') as said
    from inventory_item
    where kind = 'nat_gateway'
  )
);
comment on view inventory_nat_gateway_address is 'Addresses of NAT gateways (NatGatewayAddresses of DescribeNatGateways): primary and secondary, and those of each zone of a regional one.';
comment on column inventory_nat_gateway_address.nat_gateway_id is 'The NAT gateway.';
comment on column inventory_nat_gateway_address.vpc_id is 'VPC.';
comment on column inventory_nat_gateway_address.interface_id is 'Its ENI; NULL where a regional NAT gateway shows none.';
comment on column inventory_nat_gateway_address.private_ip is 'Private address.';
comment on column inventory_nat_gateway_address.public_ip is 'Public address; NULL for a private NAT gateway.';
comment on column inventory_nat_gateway_address.allocation_id is 'Allocation of the elastic IP.';
comment on column inventory_nat_gateway_address.association_id is 'Association of the elastic IP.';
comment on column inventory_nat_gateway_address.is_primary is 'Whether it is the primary address; NULL where AWS does not say.';
comment on column inventory_nat_gateway_address.az_name is 'Zone, of a regional NAT gateway.';
comment on column inventory_nat_gateway_address.az_id is 'Zone id, of a regional NAT gateway.';
comment on column inventory_nat_gateway_address.status is 'assigning, succeeded, failed and so on.';
comment on column inventory_nat_gateway_address.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_nat_gateway_address.region is 'Region.';
comment on column inventory_nat_gateway_address.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_nat_gateway_address.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_nat_gateway_address.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_nat_gateway_address.is_current is 'Whether this is the latest known state.';
