delete from inventory_availability_zone;

insert into inventory_availability_zone by name
select
  said.ZoneName as az_name,
  said.ZoneId as az_id,
  said.ZoneType as zone_type,
  lower(said.State) as state,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "ZoneName": "VARCHAR", "ZoneId": "VARCHAR", "ZoneType": "VARCHAR", "State": "VARCHAR"
  }') as said
  from told_item
  where kind = 'availability_zone'
);
