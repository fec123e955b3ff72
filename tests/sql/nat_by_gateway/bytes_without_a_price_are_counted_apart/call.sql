from nat_by_gateway('2026-11-16', '2026-11-23');
