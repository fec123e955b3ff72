from nat_by_subnet('2026-11-16', '2026-11-23');
