select action, vpc_id, vpc_endpoint_id, route_table_ids, subnet_ids, gib_per_month, saving_usd_per_month, because
from recommendations('2026-11-16', '2026-11-23');
