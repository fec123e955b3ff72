create table if not exists inventory_availability_zone (
  az_name varchar,
  az_id varchar,
  zone_type varchar,
  state varchar,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_availability_zone is 'Zones (DescribeAvailabilityZones), for each account that looked: accounts name the same zone differently.';
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
