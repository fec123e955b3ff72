create table if not exists inventory_prefix_list (
  prefix_list_id varchar,
  prefix_list_name varchar,
  cidrs varchar[],
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_prefix_list is 'Prefix lists of the services that have gateway endpoints (DescribePrefixLists), for each account that looked.';
comment on column inventory_prefix_list.prefix_list_id is 'The prefix list.';
comment on column inventory_prefix_list.prefix_list_name is 'Its name, such as com.amazonaws.us-east-1.s3.';
comment on column inventory_prefix_list.cidrs is 'CIDRs.';
comment on column inventory_prefix_list.account_id is 'Account that looked.';
comment on column inventory_prefix_list.region is 'Region.';
comment on column inventory_prefix_list.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_prefix_list.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_prefix_list.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_prefix_list.is_current is 'Whether this is the latest known state.';
