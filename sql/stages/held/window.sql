-- A window's rows, read once: temporary macros in place of those that the other macros sum. They answer for this window alone,
-- and fail for any other.
create temp table held_window as select $since::timestamp as begins, $until::timestamp as ends;
create temp table held_nat_window as from nat_window($since, $until);
create temp table held_gateway_window as from gateway_window($since, $until);
create temp macro is_held(since, until) as (
  select case when begins = utc(since) and ends = utc(until) then true else error('Another window is held.') end
  from held_window
);
create temp macro nat_window(since, until) as table from held_nat_window where is_held(since, until);
create temp macro gateway_window(since, until) as table from held_gateway_window where is_held(since, until);
