create or replace view inventory_interface_prefix as
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
    from inventory_item
    where kind = 'network_interface'
  )
);
comment on view inventory_interface_prefix is 'CIDRs delegated to ENIs (prefix delegation, as EKS nodes use it for pods).';
comment on column inventory_interface_prefix.interface_id is 'The ENI.';
comment on column inventory_interface_prefix.vpc_id is 'VPC.';
comment on column inventory_interface_prefix.subnet_id is 'Subnet.';
comment on column inventory_interface_prefix.cidr is 'The delegated prefix.';
comment on column inventory_interface_prefix.family is '4 or 6.';
comment on column inventory_interface_prefix.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_interface_prefix.region is 'Region.';
comment on column inventory_interface_prefix.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_interface_prefix.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_interface_prefix.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_interface_prefix.is_current is 'Whether this is the latest known state.';
