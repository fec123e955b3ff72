-- What this look ($seen_at) says of each resource, beside the states that are known around that time.
-- Reads the frames inventory_answer and inventory_answer_item; leaves the temporary table inventory_look.
create or replace temp table inventory_look as
with
known as (
  select
    account_id, region, kind, resource_id,
    max(seen_from) filter (where seen_from <= $seen_at) as before_from,
    min(seen_from) filter (where seen_from > $seen_at) as after_from
  from inventory_resource
  join inventory_answer using (account_id, region, kind)
  where is_answered
  group by all
),
other_look as (
  select
    account_id, region, kind,
    max(seen_at) filter (where seen_at < $seen_at) as previous_look,
    min(seen_at) filter (where seen_at > $seen_at) as next_look
  from inventory_snapshot
  where note is null
  group by all
),
beside as (
  select
    account_id, region, kind, resource_id, item.content,
    known.before_from, earlier.seen_to as before_to, earlier.gone_at as before_gone_at, known.after_from,
    coalesce(earlier.content::varchar = item.content, false) as is_as_before,
    coalesce(later.content::varchar = item.content, false) as is_as_after,
    other_look.previous_look, other_look.next_look
  from inventory_answer_item as item
  full join known using (account_id, region, kind, resource_id)
  join inventory_answer as answer using (account_id, region, kind)
  left join other_look using (account_id, region, kind)
  left join inventory_resource as earlier
    on earlier.account_id = coalesce(item.account_id, known.account_id)
    and earlier.region = coalesce(item.region, known.region)
    and earlier.kind = coalesce(item.kind, known.kind)
    and earlier.resource_id = coalesce(item.resource_id, known.resource_id)
    and earlier.seen_from = known.before_from
  left join inventory_resource as later
    on later.account_id = coalesce(item.account_id, known.account_id)
    and later.region = coalesce(item.region, known.region)
    and later.kind = coalesce(item.kind, known.kind)
    and later.resource_id = coalesce(item.resource_id, known.resource_id)
    and later.seen_from = known.after_from
  where item.content is not null or answer.is_whole
)
select
  *,
  case
    when is_as_before and $seen_at <= before_to then 'known'
    when is_as_before and (before_gone_at is null or before_gone_at > $seen_at) then 'seen again'
    -- No look between this one and the state after it lacked the resource.
    when is_as_after and (before_to is null or before_to <= $seen_at)
      and (next_look is null or next_look >= after_from) then 'already so'
    when content is not null then 'new'
    else 'absent'
  end as verdict,
  -- The state before reaches over this look, which shows something else.
  coalesce($seen_at <= before_to, false) and verdict <> 'known' as is_split,
  -- The state before ended earlier, and until now nothing said that it was over by this time.
  coalesce($seen_at > before_to and (before_gone_at is null or before_gone_at > $seen_at), false)
    and verdict <> 'seen again' as is_over
from beside;
