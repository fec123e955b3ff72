create table if not exists inventory_prefix_list_cidr (
  prefix_list_id varchar,
  prefix_list_name varchar,
  cidr varchar,
  family integer,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_prefix_list_cidr is 'CIDRs of prefix lists, each once, from whatever told of them: GetManagedPrefixListEntries or DescribePrefixLists.';
comment on column inventory_prefix_list_cidr.prefix_list_id is 'The prefix list.';
comment on column inventory_prefix_list_cidr.prefix_list_name is 'Its name, such as com.amazonaws.us-east-1.s3.';
comment on column inventory_prefix_list_cidr.cidr is 'CIDR, IPv4 or IPv6.';
comment on column inventory_prefix_list_cidr.family is '4 or 6.';
comment on column inventory_prefix_list_cidr.region is 'Region.';
comment on column inventory_prefix_list_cidr.seen_from is 'First snapshot that showed the CIDR in the list, UTC.';
comment on column inventory_prefix_list_cidr.seen_to is 'Last snapshot that showed it, UTC.';
comment on column inventory_prefix_list_cidr.gone_at is 'First snapshot that no longer showed it, UTC; NULL while any account sees it.';
comment on column inventory_prefix_list_cidr.is_current is 'Whether it is in the list by the latest knowledge.';
