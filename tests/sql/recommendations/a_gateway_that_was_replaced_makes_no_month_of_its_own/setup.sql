-- A day of nat-old, then a day of nat-new in its place.
insert into gateway_hour
select
  hour, case when hour < '2026-11-17' then 'nat-old' else 'nat-new' end, 'nat_eni', 'fl-1', 3600, false,
  0, 0, 0, 0, 0, 0, 0, 0
from (select unnest(generate_series(timestamp '2026-11-16', timestamp '2026-11-17 23:00', interval 1 hour)) as hour);
