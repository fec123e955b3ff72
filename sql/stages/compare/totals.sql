-- Both windows as a whole: bytes, dollars, and how much of them the flow logs cover.
with
nat as (
  select
    coalesce(sum(bytes_before), 0)::bigint as bytes_before,
    coalesce(sum(bytes_after), 0)::bigint as bytes_after,
    fsum(nat_usd_before) as nat_usd_before,
    fsum(nat_usd_after) as nat_usd_after
  from nat_compared($before, $after, $hours)
),
covered as (
  select
    coalesce(sum(covered_seconds) filter (where hour < $after), 0) / 3600 as covered_hours_before,
    coalesce(sum(covered_seconds) filter (where hour >= $after), 0) / 3600 as covered_hours_after
  from gateway_hour
  where (hour >= $before and hour < $before + to_hours($hours))
    or (hour >= $after and hour < $after + to_hours($hours))
)
from nat, covered;
