from nat_by_service('2026-11-16', '2026-11-23');
