delete from inventory_subnet_cidr;

insert into inventory_subnet_cidr by name
select
  subnet_id,
  vpc_id,
  unnest(list_concat(case when cidr_block is not null then [cidr_block] end, ipv6_cidr_blocks)) as cidr,
  account_id, region, seen_from, seen_to, gone_at, is_current
from inventory_subnet;
