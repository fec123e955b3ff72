insert into gateway_hour
select hour, nat_gateway_id, 'nat_eni', 'fl-1', 3600, false, 0, 0, 0, 0, 0, 0, 0, 0
from (select unnest(generate_series(timestamp '2026-11-16', timestamp '2026-11-16' + to_hours(729), interval 1 hour)) as hour),
  (values ('nat-1')) g(nat_gateway_id);
