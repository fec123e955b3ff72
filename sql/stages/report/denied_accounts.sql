-- What AWS denied at the newest look at each account, region and kind: the inventory there is older, or none.
with
newest as (
  select account_id, region, kind, max(seen_at) as seen_at
  from inventory_snapshot
  group by all
),
whole as (
  select account_id, region, kind, max(seen_at) as seen_at
  from inventory_snapshot
  where note is null
  group by all
)
select
  s.account_id,
  list(distinct s.region order by s.region) as regions,
  count(distinct s.kind) as kinds,
  -- One sentence may stand for all kinds, as where a role was refused.
  min(s.note) as first_note,
  min(w.seen_at) as known_as_of
from newest n
join inventory_snapshot s using (account_id, region, kind, seen_at)
left join whole w using (account_id, region, kind)
where starts_with(s.note, 'AWS denied ')
group by s.account_id
order by s.account_id;
