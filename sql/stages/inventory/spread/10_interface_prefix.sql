delete from inventory_interface_prefix;

insert into inventory_interface_prefix by name
select
  interface_id,
  vpc_id,
  subnet_id,
  entry.cidr as cidr,
  entry.family as family,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select
    * exclude (said),
    said.NetworkInterfaceId as interface_id,
    said.VpcId as vpc_id,
    said.SubnetId as subnet_id,
    unnest(list_concat(
      list_transform(said.Ipv4Prefixes, lambda entry: {'cidr': entry.Ipv4Prefix, 'family': 4}),
      list_transform(said.Ipv6Prefixes, lambda entry: {'cidr': entry.Ipv6Prefix, 'family': 6})
    )) as entry
  from (
    select * exclude (content), from_json(content, '{
      "NetworkInterfaceId": "VARCHAR", "VpcId": "VARCHAR", "SubnetId": "VARCHAR",
      "Ipv4Prefixes": [{"Ipv4Prefix": "VARCHAR"}], "Ipv6Prefixes": [{"Ipv6Prefix": "VARCHAR"}]
    }') as said
    from told_item
    where kind = 'network_interface'
  )
);
