-- How much of each gateway's time in the window the flow logs cover, and what CloudWatch counted on the days it is known for.
with
  metered as (
    select
      nat_gateway_id,
      sum(flow_log_bytes)::bigint as flow_log_bytes,
      sum(cloudwatch_bytes)::bigint as cloudwatch_bytes
    from reconciliation($since, $until)
    where cloudwatch_bytes is not null
    group by nat_gateway_id
  ),
  counted as (
    -- a gateway made or deleted in the window is measured against the hours in which it existed
    select g.*, coalesce(nullif(least(w.clock_hours, g.window_hours), 0), g.window_hours) as gateway_hours
    from nat_by_gateway($since, $until) as g
    left join gateway_window($since, $until) as w using (nat_gateway_id)
  )
select
  c.nat_gateway_id,
  c.account_id,
  c.region,
  c.covered_hours,
  c.gateway_hours,
  least(c.covered_hours / nullif(c.gateway_hours, 0), 1) as share,
  c.is_lower_bound,
  c.unsolicited_bytes,
  m.cloudwatch_bytes,
  m.flow_log_bytes / nullif(m.cloudwatch_bytes, 0) as coverage
from counted as c
left join metered as m using (nat_gateway_id)
order by c.nat_gateway_id;
