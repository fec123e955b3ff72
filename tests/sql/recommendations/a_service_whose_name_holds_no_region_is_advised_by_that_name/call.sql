select action, vpc_id, service_name, gib_per_month
from recommendations('2026-11-16', '2026-12-17')
where service_name is not null;
