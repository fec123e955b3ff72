from nat_by_account('2026-11-16', '2026-11-23');
