delete from inventory_prefix_list_cidr;

insert into inventory_prefix_list_cidr by name
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
