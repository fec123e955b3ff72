delete from inventory_nat_gateway_address;

insert into inventory_nat_gateway_address by name
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
    from told_item
    where kind = 'nat_gateway'
  )
);
