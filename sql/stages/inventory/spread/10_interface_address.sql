delete from inventory_interface_address;

insert into inventory_interface_address by name
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
    from told_item
    where kind = 'network_interface'
  )
);
