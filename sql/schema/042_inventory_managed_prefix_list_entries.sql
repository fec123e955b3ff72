create table if not exists inventory_managed_prefix_list_entries (
  prefix_list_id varchar,
  cidr varchar,
  description varchar,
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_managed_prefix_list_entries is 'Entries of managed prefix lists, one row each (GetManagedPrefixListEntries); inventory_prefix_list_cidr has them without repetition.';
comment on column inventory_managed_prefix_list_entries.prefix_list_id is 'The prefix list.';
comment on column inventory_managed_prefix_list_entries.cidr is 'CIDR.';
comment on column inventory_managed_prefix_list_entries.description is 'What its owner says of it.';
comment on column inventory_managed_prefix_list_entries.account_id is 'Account that looked.';
comment on column inventory_managed_prefix_list_entries.region is 'Region.';
comment on column inventory_managed_prefix_list_entries.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_managed_prefix_list_entries.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_managed_prefix_list_entries.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_managed_prefix_list_entries.is_current is 'Whether this is the latest known state.';
