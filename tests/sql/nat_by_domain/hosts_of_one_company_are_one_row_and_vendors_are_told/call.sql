from nat_by_domain('2026-11-16', '2026-11-23');
