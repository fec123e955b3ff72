from nat_over_time('2026-11-15', '2026-11-17');
