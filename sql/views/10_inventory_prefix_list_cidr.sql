create or replace view inventory_prefix_list_cidr as
with
told as (
  select prefix_list_id, cidr, region, seen_from, seen_to, gone_at
  from inventory_managed_prefix_list_entries
  union all
  select prefix_list_id, unnest(cidrs), region, seen_from, seen_to, gone_at
  from inventory_prefix_list
),
named as (
  select prefix_list_id, max(prefix_list_name) as prefix_list_name
  from (
    select prefix_list_id, prefix_list_name from inventory_managed_prefix_list
    union all
    select prefix_list_id, prefix_list_name from inventory_prefix_list
  )
  group by prefix_list_id
)
select
  prefix_list_id,
  any_value(prefix_list_name) as prefix_list_name,
  cidr,
  case when contains(cidr, ':') then 6 else 4 end as family,
  region,
  min(seen_from) as seen_from,
  max(seen_to) as seen_to,
  case when bool_and(gone_at is not null) then max(gone_at) end as gone_at,
  bool_or(gone_at is null) as is_current
from told
left join named using (prefix_list_id)
group by prefix_list_id, cidr, region;
comment on view inventory_prefix_list_cidr is 'CIDRs of prefix lists, each once, from whatever told of them: GetManagedPrefixListEntries or DescribePrefixLists.';
comment on column inventory_prefix_list_cidr.prefix_list_id is 'The prefix list.';
comment on column inventory_prefix_list_cidr.prefix_list_name is 'Its name, such as com.amazonaws.us-east-1.s3.';
comment on column inventory_prefix_list_cidr.cidr is 'CIDR, IPv4 or IPv6.';
comment on column inventory_prefix_list_cidr.family is '4 or 6.';
comment on column inventory_prefix_list_cidr.region is 'Region.';
comment on column inventory_prefix_list_cidr.seen_from is 'First snapshot that showed the CIDR in the list, UTC.';
comment on column inventory_prefix_list_cidr.seen_to is 'Last snapshot that showed it, UTC.';
comment on column inventory_prefix_list_cidr.gone_at is 'First snapshot that no longer showed it, UTC; NULL while any account sees it.';
comment on column inventory_prefix_list_cidr.is_current is 'Whether it is in the list by the latest knowledge.';
