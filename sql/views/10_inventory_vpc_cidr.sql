create or replace view inventory_vpc_cidr as
select
  vpc_id,
  unnest(list_distinct(list_concat(
    case when cidr_block is not null then [cidr_block] end,
    list_transform(
      list_filter(v4, lambda entry: coalesce(lower(entry.CidrBlockState.State), 'associated') in ('associated', 'associating')),
      lambda entry: entry.CidrBlock
    ),
    list_transform(
      list_filter(v6, lambda entry: coalesce(lower(entry.Ipv6CidrBlockState.State), 'associated') in ('associated', 'associating')),
      lambda entry: entry.Ipv6CidrBlock
    )
  ))) as cidr,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select
    * exclude (said),
    said.VpcId as vpc_id,
    said.CidrBlock as cidr_block,
    said.CidrBlockAssociationSet as v4,
    said.Ipv6CidrBlockAssociationSet as v6
  from (
    select * exclude (content), from_json(content, '{
      "VpcId": "VARCHAR", "CidrBlock": "VARCHAR",
      "CidrBlockAssociationSet": [{"CidrBlock": "VARCHAR", "CidrBlockState": {"State": "VARCHAR"}}],
      "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "VARCHAR", "Ipv6CidrBlockState": {"State": "VARCHAR"}}]
    }') as said
    from inventory_item
    where kind = 'vpc'
  )
);
comment on view inventory_vpc_cidr is 'CIDRs of VPCs: primary, associated secondary and IPv6, one row each.';
comment on column inventory_vpc_cidr.vpc_id is 'The VPC.';
comment on column inventory_vpc_cidr.cidr is 'CIDR, IPv4 or IPv6.';
comment on column inventory_vpc_cidr.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_vpc_cidr.region is 'Region.';
comment on column inventory_vpc_cidr.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_vpc_cidr.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_vpc_cidr.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_vpc_cidr.is_current is 'Whether this is the latest known state.';
