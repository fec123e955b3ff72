create or replace macro gateway_window(since, until) as table
with
covered as (
  select
    nat_gateway_id,
    count(*) as hours,
    sum(covered_seconds) as covered_seconds,
    bool_or(is_lower_bound) as is_lower_bound,
    sum(l1_bytes + l4_bytes)::bigint as leg_bytes,
    sum(unsolicited_bytes)::bigint as unsolicited_bytes,
    sum(skipdata_records)::bigint as skipdata_records
  from gateway_hour
  where hour >= utc(since) and hour < utc(until)
  group by nat_gateway_id
),
first_hour as (
  select nat_gateway_id, min(hour) as hour from gateway_hour group by nat_gateway_id
),
-- Clock hours are numbered since 1970; those of a span are the ones that start in it, the hour of creation included.
numbered as (
  select
    g.*,
    r.nat_usd_per_gib,
    r.nat_usd_per_hour,
    r.reason,
    r.price_source,
    r.price_as_of,
    ceil(epoch(utc(since)) / 3600)::bigint as since_number,
    ceil(epoch(utc(until)) / 3600)::bigint as until_number,
    floor(epoch(coalesce(g.created_at, f.hour)) / 3600)::bigint as created_number,
    ceil(epoch(g.deleted_at) / 3600)::bigint as deleted_number
  from gateway g
  left join first_hour f on f.nat_gateway_id = g.nat_gateway_id
  left join gateway_rate r on r.nat_gateway_id = g.nat_gateway_id
),
existing as (
  select
    *,
    greatest(until_number - since_number, 0) as window_hours,
    greatest(since_number, created_number) as first_number,
    greatest(least(until_number, coalesce(deleted_number, until_number)), first_number) as end_number,
    case when created_number is null then 0 else end_number - first_number end as clock_hours
  from numbered
)
select
  e.nat_gateway_id, e.account_id, e.region, e.vpc_id, e.subnet_id, e.az_id, e.availability_mode,
  e.window_hours,
  e.clock_hours,
  e.first_number,
  e.end_number,
  e.clock_hours * e.hourly_azs as nat_hours,
  e.nat_usd_per_gib,
  e.nat_usd_per_hour,
  e.reason as unpriced_reason,
  e.price_source,
  e.price_as_of,
  coalesce(c.covered_seconds, 0)::bigint as covered_seconds,
  coalesce(c.is_lower_bound, false) or coalesce(c.hours, 0) < e.clock_hours as is_lower_bound,
  c.nat_gateway_id is not null as is_logged,
  coalesce(c.leg_bytes, 0) as leg_bytes,
  coalesce(c.unsolicited_bytes, 0) as unsolicited_bytes,
  coalesce(c.skipdata_records, 0) as skipdata_records
from existing e
left join covered c on c.nat_gateway_id = e.nat_gateway_id;
comment on macro table gateway_window is 'Every NAT gateway from since to before until: the clock hours in which it existed (numbered since 1970, first_number to before end_number), its billed hours (clock hours times AZs), its rates, and what its flow logs cover. Other macros build on it.';
