select action, account_id, vpc_id, route_table_ids, nat_gateway_ids, gib_per_month, nat_usd_per_month, saving_usd_per_month, confidence
from recommendations('2026-11-16', '2026-11-17');
