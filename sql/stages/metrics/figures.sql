-- Figures for a monitor: of the whole file, and of each gateway and service in the 24 hours up to the newest record.
create or replace temp table metric_whole as
select
  (select max(last_second) from log_hour) as newest_second,
  (select count(*) from nat_service_hour) as rows,
  (select coalesce(sum(size_bytes), 0)::bigint from ingested_object where status in ('ok', 'partial')) as size_bytes;

create or replace temp table metric_gateway as
with
last_day as (
  select max(hour) - interval 23 hours as since, max(hour) + interval 1 hour as until from gateway_hour
),
measured as (
  select nat_gateway_id, sum(bytes_out + bytes_in)::bigint as bytes
  from nat_service_hour, last_day
  where hour >= since and hour < until
  group by nat_gateway_id
),
covered as (
  select nat_gateway_id, least(1, sum(covered_seconds) / 86400) as coverage
  from gateway_hour, last_day
  where hour >= since and hour < until
  group by nat_gateway_id
)
select
  c.nat_gateway_id,
  coalesce(m.bytes, 0) as bytes,
  coalesce(m.bytes, 0) * r.nat_usd_per_gib::double / 1073741824 as nat_usd,
  c.coverage
from covered c
left join measured m on m.nat_gateway_id = c.nat_gateway_id
left join gateway_rate r on r.nat_gateway_id = c.nat_gateway_id;

-- Dollars are of the bytes that have a price; NULL where none has.
create or replace temp table metric_service as
with
last_day as (
  select max(hour) - interval 23 hours as since, max(hour) + interval 1 hour as until from gateway_hour
),
by_gateway as (
  select nat_gateway_id, service, service_region, served_by, sum(bytes_out + bytes_in)::bigint as bytes
  from nat_service_hour, last_day
  where hour >= since and hour < until
  group by all
)
select
  coalesce(b.service, 'unknown') as service,
  coalesce(b.service_region, '') as service_region,
  b.served_by,
  sum(b.bytes)::bigint as bytes,
  fsum(b.bytes * r.nat_usd_per_gib::double / 1073741824) as nat_usd
from by_gateway b
left join gateway_rate r using (nat_gateway_id)
group by all;
