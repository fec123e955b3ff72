create or replace view inventory_interface_address as
select
  interface_id,
  vpc_id,
  subnet_id,
  az_id,
  entry.address as address,
  entry.family as family,
  entry.is_primary as is_primary,
  entry.public_ip as public_ip,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select
    * exclude (said),
    said.NetworkInterfaceId as interface_id,
    said.VpcId as vpc_id,
    said.SubnetId as subnet_id,
    said.AvailabilityZoneId as az_id,
    unnest(list_concat(
      list_transform(said.PrivateIpAddresses, lambda entry: {
        'address': entry.PrivateIpAddress, 'family': 4, 'is_primary': coalesce(entry."Primary", false),
        'public_ip': entry.Association.PublicIp
      }),
      -- An answer that has the primary address alone.
      case when coalesce(len(said.PrivateIpAddresses), 0) = 0 and said.PrivateIpAddress is not null then [{
        'address': said.PrivateIpAddress, 'family': 4, 'is_primary': true, 'public_ip': said.Association.PublicIp
      }] end,
      list_transform(said.Ipv6Addresses, lambda entry: {
        'address': entry.Ipv6Address, 'family': 6, 'is_primary': coalesce(entry.IsPrimaryIpv6, false),
        'public_ip': null::varchar
      })
    )) as entry
  from (
    select * exclude (content), from_json(content, '{
      "NetworkInterfaceId": "VARCHAR", "VpcId": "VARCHAR", "SubnetId": "VARCHAR", "AvailabilityZoneId": "VARCHAR",
      "PrivateIpAddress": "VARCHAR", "Association": {"PublicIp": "VARCHAR"},
      "PrivateIpAddresses": [{
        "PrivateIpAddress": "VARCHAR", "Primary": "BOOLEAN", "Association": {"PublicIp": "VARCHAR"}
      }],
      "Ipv6Addresses": [{"Ipv6Address": "VARCHAR", "IsPrimaryIpv6": "BOOLEAN"}]
    }') as said
    from inventory_item
    where kind = 'network_interface'
  )
);
comment on view inventory_interface_address is 'Addresses of ENIs, one row each: primary and secondary private IPv4 addresses with their public one, and IPv6 addresses.';
comment on column inventory_interface_address.interface_id is 'The ENI.';
comment on column inventory_interface_address.vpc_id is 'VPC.';
comment on column inventory_interface_address.subnet_id is 'Subnet.';
comment on column inventory_interface_address.az_id is 'Zone id; NULL where AWS does not say.';
comment on column inventory_interface_address.address is 'Private IPv4 or IPv6 address.';
comment on column inventory_interface_address.family is '4 or 6.';
comment on column inventory_interface_address.is_primary is 'Whether it is the primary address of its family.';
comment on column inventory_interface_address.public_ip is 'Public IPv4 address that maps to it.';
comment on column inventory_interface_address.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_interface_address.region is 'Region.';
comment on column inventory_interface_address.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_interface_address.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_interface_address.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_interface_address.is_current is 'Whether this is the latest known state.';
