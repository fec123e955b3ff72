-- How much of this window and of the one before it the flow logs cover.
select
  $since::timestamp - ($until::timestamp - $since::timestamp) as before_since,
  coalesce(sum(covered_seconds) filter (where hour < $since), 0) / 3600 as covered_hours_before,
  coalesce(sum(covered_seconds) filter (where hour >= $since), 0) / 3600 as covered_hours_after
from gateway_hour
where hour >= $since::timestamp - ($until::timestamp - $since::timestamp) and hour < $until;
