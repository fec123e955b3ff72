create table if not exists inventory_elastic_ip (
  public_ip varchar,
  allocation_id varchar,
  association_id varchar,
  interface_id varchar,
  instance_id varchar,
  private_ip varchar,
  name varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_elastic_ip is 'Elastic IP addresses (DescribeAddresses).';
comment on column inventory_elastic_ip.public_ip is 'The address.';
comment on column inventory_elastic_ip.allocation_id is 'Its allocation.';
comment on column inventory_elastic_ip.association_id is 'Its association; NULL while it is idle.';
comment on column inventory_elastic_ip.interface_id is 'ENI it belongs to.';
comment on column inventory_elastic_ip.instance_id is 'Instance it belongs to.';
comment on column inventory_elastic_ip.private_ip is 'Private address it maps to.';
comment on column inventory_elastic_ip.name is 'The Name tag.';
comment on column inventory_elastic_ip.tags is 'Tags.';
comment on column inventory_elastic_ip.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_elastic_ip.region is 'Region.';
comment on column inventory_elastic_ip.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_elastic_ip.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_elastic_ip.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_elastic_ip.is_current is 'Whether this is the latest known state.';
