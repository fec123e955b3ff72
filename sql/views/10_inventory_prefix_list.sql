create or replace view inventory_prefix_list as
select
  said.PrefixListId as prefix_list_id,
  said.PrefixListName as prefix_list_name,
  said.Cidrs as cidrs,
  account_id, region, seen_from, seen_to, gone_at, is_current
from (
  select * exclude (content), from_json(content, '{
    "PrefixListId": "VARCHAR", "PrefixListName": "VARCHAR", "Cidrs": ["VARCHAR"]
  }') as said
  from inventory_item
  where kind = 'prefix_list'
);
comment on view inventory_prefix_list is 'Prefix lists of the services that have gateway endpoints (DescribePrefixLists), for each account that looked.';
comment on column inventory_prefix_list.prefix_list_id is 'The prefix list.';
comment on column inventory_prefix_list.prefix_list_name is 'Its name, such as com.amazonaws.us-east-1.s3.';
comment on column inventory_prefix_list.cidrs is 'CIDRs.';
comment on column inventory_prefix_list.account_id is 'Account that looked.';
comment on column inventory_prefix_list.region is 'Region.';
comment on column inventory_prefix_list.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_prefix_list.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_prefix_list.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_prefix_list.is_current is 'Whether this is the latest known state.';
