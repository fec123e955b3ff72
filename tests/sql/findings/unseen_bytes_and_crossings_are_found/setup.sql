insert into gateway_hour
select hour, g, if(g = 'nat-1', 'nat_eni', 'nat_eni_v2'), 'fl-' || g, 3600, false, 10, 0, 0, 5, 0, 0, 0, if(hour = '2026-11-16 07:00' and g = 'nat-1', 3, 0)
from (select unnest(generate_series(timestamp '2026-11-16', timestamp '2026-11-17 23:00', interval 1 hour)) as hour), (values ('nat-1'), ('nat-v2')) t(g);
