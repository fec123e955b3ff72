create table if not exists inventory_dhcp_options (
  dhcp_options_id varchar,
  configurations json,
  name varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_dhcp_options is 'DHCP options (DescribeDhcpOptions): which DNS servers a VPC uses.';
comment on column inventory_dhcp_options.dhcp_options_id is 'The options.';
comment on column inventory_dhcp_options.configurations is 'Keys and values, as AWS prints them; domain-name-servers is AmazonProvidedDNS or a list.';
comment on column inventory_dhcp_options.name is 'The Name tag.';
comment on column inventory_dhcp_options.tags is 'Tags.';
comment on column inventory_dhcp_options.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_dhcp_options.region is 'Region.';
comment on column inventory_dhcp_options.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_dhcp_options.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_dhcp_options.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_dhcp_options.is_current is 'Whether this is the latest known state.';
