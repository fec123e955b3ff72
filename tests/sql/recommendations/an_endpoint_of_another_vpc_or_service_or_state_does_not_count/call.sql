select action, vpc_id, vpc_endpoint_id, route_table_ids
from recommendations('2026-11-16', '2026-11-23');
