delete from inventory_vpc_cidr;

insert into inventory_vpc_cidr by name
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
    from told_item
    where kind = 'vpc'
  )
);
