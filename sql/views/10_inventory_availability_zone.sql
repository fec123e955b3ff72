create or replace view inventory_availability_zone as
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
  from inventory_item
  where kind = 'availability_zone'
);
comment on view inventory_availability_zone is 'Zones (DescribeAvailabilityZones), for each account that looked: accounts name the same zone differently.';
comment on column inventory_availability_zone.az_name is 'Zone, as this account names it.';
comment on column inventory_availability_zone.az_id is 'Zone id, the same in every account.';
comment on column inventory_availability_zone.zone_type is 'availability-zone, local-zone or wavelength-zone.';
comment on column inventory_availability_zone.state is 'available and so on.';
comment on column inventory_availability_zone.account_id is 'Account that looked.';
comment on column inventory_availability_zone.region is 'Region.';
comment on column inventory_availability_zone.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_availability_zone.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_availability_zone.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_availability_zone.is_current is 'Whether this is the latest known state.';
