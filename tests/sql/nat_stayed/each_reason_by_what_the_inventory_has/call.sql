from nat_stayed('2026-11-16', '2026-11-17');
