create table if not exists inventory_instance (
  instance_id varchar,
  name varchar,
  state varchar,
  instance_type varchar,
  vpc_id varchar,
  subnet_id varchar,
  private_ip varchar,
  public_ip varchar,
  launched_at timestamp,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_instance is 'EC2 instances (DescribeInstances).';
comment on column inventory_instance.instance_id is 'The instance.';
comment on column inventory_instance.name is 'The Name tag.';
comment on column inventory_instance.state is 'pending, running, shutting-down, terminated, stopping or stopped.';
comment on column inventory_instance.instance_type is 'Instance type.';
comment on column inventory_instance.vpc_id is 'VPC.';
comment on column inventory_instance.subnet_id is 'Subnet.';
comment on column inventory_instance.private_ip is 'Primary private IPv4 address.';
comment on column inventory_instance.public_ip is 'Public IPv4 address.';
comment on column inventory_instance.launched_at is 'Last start, UTC.';
comment on column inventory_instance.tags is 'Tags.';
comment on column inventory_instance.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_instance.region is 'Region.';
comment on column inventory_instance.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_instance.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_instance.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_instance.is_current is 'Whether this is the latest known state.';
