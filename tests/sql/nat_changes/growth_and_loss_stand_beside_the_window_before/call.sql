from nat_changes('2026-11-16', '2026-11-17');
