from nat_by_tag('2026-11-16', '2026-11-23', 'team');
