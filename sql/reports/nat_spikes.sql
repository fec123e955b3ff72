create or replace macro nat_spikes(since, until) as table
with
hours as (
  select hour, nat_gateway_id, l1_bytes + l4_bytes as bytes, hour >= utc(since) as is_inside
  from gateway_hour
  where hour >= utc(since) - interval 7 days and hour < utc(until)
),
-- Usual is the week before the window; where under 24 of its hours are logged, the window itself.
basis as (
  select nat_gateway_id, count(*) filter (where not is_inside) >= 24 as has_before from hours group by 1
),
usual as (
  select
    h.nat_gateway_id,
    b.has_before,
    median(h.bytes) as middle,
    mad(h.bytes) as deviation,
    count(*) as usual_hours
  from hours h
  join basis b on b.nat_gateway_id = h.nat_gateway_id
  where h.is_inside <> b.has_before
  group by 1, 2
),
high as (
  select h.hour, h.nat_gateway_id, h.bytes, u.middle, u.has_before, u.usual_hours
  from hours h
  join usual u on u.nat_gateway_id = h.nat_gateway_id
  where h.is_inside
    and h.bytes > u.middle + 6 * 1.4826 * u.deviation
    and h.bytes > 2 * u.middle
    and h.bytes - u.middle >= 1073741824
),
run as (
  select
    *,
    hour - to_hours(row_number() over (partition by nat_gateway_id order by hour)) as run_id
  from high
),
spike as (
  select
    nat_gateway_id,
    min(hour) as began,
    max(hour) + interval 1 hour as ended,
    count(*) as hours,
    sum(bytes)::bigint as bytes,
    max(bytes)::bigint as peak_bytes,
    (any_value(middle) * count(*))::bigint as usual_bytes,
    any_value(has_before) as has_before,
    any_value(usual_hours) as usual_hours
  from run
  group by nat_gateway_id, run_id
),
inside as (
  select
    s.nat_gateway_id, s.began, f.source_id, f.service, f.service_region,
    sum(f.bytes_out + f.bytes_in) as bytes
  from spike s
  join nat_service_hour f on f.nat_gateway_id = s.nat_gateway_id and f.hour >= s.began and f.hour < s.ended
  group by all
),
outside as (
  select nat_gateway_id, source_id, service, service_region, sum(bytes_out + bytes_in) as bytes
  from nat_service_hour
  where hour >= utc(since) - interval 7 days and hour < utc(since)
    and nat_gateway_id in (select nat_gateway_id from spike where has_before)
  group by all
),
grown as (
  select
    i.*,
    i.bytes - coalesce(o.bytes, 0) * s.hours / s.usual_hours as growth
  from inside i
  join spike s on s.nat_gateway_id = i.nat_gateway_id and s.began = i.began
  left join outside o
    on o.nat_gateway_id = i.nat_gateway_id and o.source_id = i.source_id
    and o.service is not distinct from i.service and o.service_region is not distinct from i.service_region
),
main as (
  select nat_gateway_id, began, max_by({source_id: source_id, service: service, region: service_region}, (growth, -source_id)) as top
  from grown
  group by 1, 2
)
select
  s.nat_gateway_id,
  s.began,
  s.ended,
  s.hours,
  s.bytes,
  s.usual_bytes,
  s.bytes - s.usual_bytes as excess_bytes,
  s.peak_bytes,
  ((s.bytes - s.usual_bytes)::decimal(20, 0) * r.nat_usd_per_gib)::double / 1073741824 as excess_usd,
  c.source_kind,
  coalesce(c.source_name, c.instance_id, c.interface_id, c.source_ip) as source,
  m.top.service as service,
  m.top.region as service_region
from spike s
left join main m on m.nat_gateway_id = s.nat_gateway_id and m.began = s.began
left join source c on c.source_id = m.top.source_id
left join gateway_rate r on r.nat_gateway_id = s.nat_gateway_id
order by excess_bytes desc, s.nat_gateway_id, s.began;
comment on macro table nat_spikes is 'Hours in which a NAT gateway carried far more than usual, neighbouring hours as one row, from since to before until: more than the median plus 6 times 1.4826 times the median absolute deviation, more than twice the median, and at least 1 GiB above it. Usual are the logged hours of the week before since; where there are under 24 of them, those of the window. source and service are the pair that grew most. Largest excess first.';
