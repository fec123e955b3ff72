create table if not exists inventory_managed_prefix_list (
  prefix_list_id varchar,
  prefix_list_name varchar,
  address_family varchar,
  owner_id varchar,
  version bigint,
  max_entries integer,
  state varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_managed_prefix_list is 'Managed prefix lists (DescribeManagedPrefixLists): AWS''s own and customers'', for each account that looked.';
comment on column inventory_managed_prefix_list.prefix_list_id is 'The prefix list.';
comment on column inventory_managed_prefix_list.prefix_list_name is 'Its name, such as com.amazonaws.us-east-1.s3.';
comment on column inventory_managed_prefix_list.address_family is 'IPv4 or IPv6.';
comment on column inventory_managed_prefix_list.owner_id is 'AWS, or an account.';
comment on column inventory_managed_prefix_list.version is 'Version; NULL for lists of AWS.';
comment on column inventory_managed_prefix_list.max_entries is 'How many routes it counts for; NULL for lists of AWS.';
comment on column inventory_managed_prefix_list.state is 'create-complete and so on.';
comment on column inventory_managed_prefix_list.tags is 'Tags.';
comment on column inventory_managed_prefix_list.account_id is 'Account that looked.';
comment on column inventory_managed_prefix_list.region is 'Region.';
comment on column inventory_managed_prefix_list.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_managed_prefix_list.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_managed_prefix_list.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_managed_prefix_list.is_current is 'Whether this is the latest known state.';
