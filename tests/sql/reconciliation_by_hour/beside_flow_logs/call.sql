from reconciliation_by_hour('2026-11-16', '2026-11-18');
