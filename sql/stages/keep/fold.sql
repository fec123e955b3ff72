-- Close the days before the newest $detail_days (setting detail_days where $detail_days is NULL): their sums by service
-- stay, the rows by address go, and with them what they were made from. Days without such rows are not closed, so that
-- older logs may still come.
create or replace temp table closing as
with
kept as (
  select coalesce(
    $detail_days::integer,
    (select max(try_cast(value as integer)) from setting where key = 'detail_days'),
    14
  ) as days
),
newest as (
  -- A clock that is ahead must not close the days of today.
  select least(max(hour), $now::timestamp) as hour from nat_service_hour
),
before as (
  select
    max(try_cast(value as timestamp)) filter (where key = 'detail_since') as detail_since,
    max(try_cast(value as timestamp)) filter (where key = 'closed_from') as closed_from
  from meta
),
bounds as (
  select
    -- What was closed stays so, however many days are asked for later.
    greatest(date_trunc('day', n.hour) - (k.days - 1) * interval 1 day, b.detail_since) as detail_since,
    least(
      -- The first object also tells of the end of records that began before it: the rest of those hours may still come.
      coalesce(
        (select date_trunc('hour', min(object_time)) from ingested_object where kind = 'flow_log'),
        (select min(hour) from nat_service_hour)
      ),
      b.closed_from
    ) as closed_from
  from newest n, kept k, before b
  where k.days > 0
)
select detail_since, closed_from
from bounds
where exists (from nat_hour where hour < detail_since and hour >= closed_from);

delete from nat_hour using closing c where hour < c.detail_since and hour >= c.closed_from;
-- An answer of the first open hour is told by its request, which may lie in the hour before; so does what tells when an
-- endpoint's logs were on.
delete from flow_hour using closing c
where hour < c.detail_since and hour >= c.closed_from
  and not (hour = c.detail_since - interval 1 hour and capture = 'next_hop');
delete from endpoint_hour using closing c
where hour < c.detail_since and hour >= c.closed_from
  and hour <> c.detail_since - interval 1 hour;
delete from source_seen using closing c where hour < c.detail_since and hour >= c.closed_from;
-- An answer names flows for three days.
delete from dns_seen where last_seen < (select detail_since - interval 3 days from closing);

create or replace temp table closed_now as
select 'detail_since' as key, strftime(detail_since, '%Y-%m-%dT%H:%M:%S') as value from closing
union all
select 'closed_from', strftime(closed_from, '%Y-%m-%dT%H:%M:%S') from closing;

delete from meta where key in (select key from closed_now);
insert into meta select key, value from closed_now;
