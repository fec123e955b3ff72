delete from inventory_vpc_attribute;

insert into inventory_vpc_attribute by name
select
  said.VpcId as vpc_id,
  case when said.EnableDnsSupport is not null then 'enableDnsSupport' else 'enableDnsHostnames' end as attribute,
  coalesce(said.EnableDnsSupport.Value, said.EnableDnsHostnames.Value) as is_enabled,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "VpcId": "VARCHAR", "EnableDnsSupport": {"Value": "BOOLEAN"}, "EnableDnsHostnames": {"Value": "BOOLEAN"}
  }') as said
  from told_item
  where kind = 'vpc_attribute'
);
