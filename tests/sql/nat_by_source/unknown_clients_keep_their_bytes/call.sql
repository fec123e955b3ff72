from nat_by_source('2026-11-16', '2026-11-23');
