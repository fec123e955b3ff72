create or replace macro nat_by_gateway(since, until) as table
with
measured as (
  select
    nat_gateway_id,
    list(distinct capture order by capture) as captures,
    sum(bytes_out)::bigint as bytes_out,
    sum(bytes_in)::bigint as bytes_in,
    sum(bytes)::bigint as bytes,
    sum(packets)::bigint as packets,
    sum_usd(bytes, nat_usd_per_gib) as nat_usd,
    sum_usd(bytes, cross_az_usd_per_gib) as cross_az_usd,
    sum_usd(bytes, tgw_usd_per_gib) as tgw_usd,
    coalesce(sum(bytes) filter (where nat_usd_per_gib is null), 0)::bigint as unpriced_bytes
  from nat_window(since, until)
  group by nat_gateway_id
)
select
  nat_gateway_id,
  g.account_id,
  g.region,
  g.vpc_id,
  g.az_id as nat_az_id,
  g.availability_mode,
  coalesce(m.captures, []::varchar[]) as captures,
  coalesce(m.bytes_out, 0) as bytes_out,
  coalesce(m.bytes_in, 0) as bytes_in,
  coalesce(m.bytes, 0) as bytes,
  coalesce(m.packets, 0) as packets,
  coalesce(m.nat_usd, 0 * g.nat_usd_per_gib::double) as nat_usd,
  case when m.bytes is null then 0 * g.nat_usd_per_gib::double else m.cross_az_usd end as cross_az_usd,
  case when m.bytes is null then 0 else m.tgw_usd end as tgw_usd,
  coalesce(m.unpriced_bytes, 0) as unpriced_bytes,
  g.nat_hours,
  (g.nat_hours * g.nat_usd_per_hour)::double as nat_hours_usd,
  coalesce(g.covered_seconds, 0) / 3600 as covered_hours,
  g.window_hours,
  coalesce(g.is_lower_bound, true) as is_lower_bound,
  coalesce(g.unsolicited_bytes, 0) as unsolicited_bytes,
  g.unpriced_reason
from gateway_window(since, until) g
full join measured m using (nat_gateway_id)
where m.nat_gateway_id is not null or g.clock_hours > 0 or g.is_logged
order by bytes desc, nat_gateway_id;
comment on macro table nat_by_gateway is 'A row per NAT gateway that existed from since to before until, idle ones included: its bytes and dollars, its billed hours as a line of their own (every started hour, times AZs), how many hours its flow logs cover, and why it has no price. Most bytes first.';
