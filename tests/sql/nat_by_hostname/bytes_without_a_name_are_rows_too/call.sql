from nat_by_hostname('2026-11-16', '2026-11-23');
