-- How much of each gateway's time in the window the flow logs cover, through which captures, and what CloudWatch counted in the hours it is known for.
with
  metered as (
    select nat_gateway_id, flow_log_bytes, measured_bytes, coverage
    from unexplained($since, $until)
    where measured_by = 'CloudWatch'
  ),
  billed as (
    select
      nat_gateway_id,
      sum(flow_log_bytes) filter (where billed_bytes is not null)::bigint as flow_log_bytes_of_bill,
      sum(billed_bytes)::bigint as billed_bytes
    from reconciliation($since, $until)
    group by nat_gateway_id
  ),
  seen as (
    select nat_gateway_id, list(distinct capture order by capture) as captures
    from (
      select nat_gateway_id, unnest(string_split(capture, ',')) as capture
      from gateway_hour
      where hour >= $since and hour < $until
    )
    group by nat_gateway_id
  ),
  counted as (
    -- a gateway made or deleted in the window is measured against the hours in which it existed
    select g.*, coalesce(nullif(least(w.clock_hours, g.window_hours), 0), g.window_hours) as gateway_hours
    from nat_by_gateway($since, $until) as g
    left join gateway_window($since, $until) as w using (nat_gateway_id)
  )
select
  coalesce(c.nat_gateway_id, m.nat_gateway_id) as nat_gateway_id,
  c.account_id,
  c.region,
  coalesce(c.covered_hours, 0) as covered_hours,
  coalesce(c.gateway_hours, 0) as gateway_hours,
  least(c.covered_hours / nullif(c.gateway_hours, 0), 1) as share,
  coalesce(c.is_lower_bound, true) as is_lower_bound,
  coalesce(s.captures, []) as captures,
  list_transform(coalesce(s.captures, []), lambda capture: capture_quality(capture)) as quality,
  coalesce(c.unsolicited_bytes, 0) as unsolicited_bytes,
  m.measured_bytes as cloudwatch_bytes,
  m.coverage,
  b.billed_bytes,
  b.flow_log_bytes_of_bill / nullif(b.billed_bytes, 0) as billed_coverage
from counted as c
full join metered as m using (nat_gateway_id)
left join seen as s on s.nat_gateway_id = c.nat_gateway_id
left join billed as b on b.nat_gateway_id = coalesce(c.nat_gateway_id, m.nat_gateway_id)
order by 1;
