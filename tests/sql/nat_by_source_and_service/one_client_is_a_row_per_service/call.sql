from nat_by_source_and_service('2026-11-16', '2026-11-23');
