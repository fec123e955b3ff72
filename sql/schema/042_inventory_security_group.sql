create table if not exists inventory_security_group (
  group_id varchar,
  vpc_id varchar,
  group_name varchar,
  description varchar,
  ip_permissions json,
  ip_permissions_egress json,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_security_group is 'Security groups (DescribeSecurityGroups).';
comment on column inventory_security_group.group_id is 'The security group.';
comment on column inventory_security_group.vpc_id is 'VPC.';
comment on column inventory_security_group.group_name is 'Its name.';
comment on column inventory_security_group.description is 'Description.';
comment on column inventory_security_group.ip_permissions is 'What may come in, as AWS prints it.';
comment on column inventory_security_group.ip_permissions_egress is 'What may go out, as AWS prints it.';
comment on column inventory_security_group.tags is 'Tags.';
comment on column inventory_security_group.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_security_group.region is 'Region.';
comment on column inventory_security_group.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_security_group.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_security_group.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_security_group.is_current is 'Whether this is the latest known state.';
