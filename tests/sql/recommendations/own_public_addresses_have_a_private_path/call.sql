select action, account_id, region, vpc_id, service_name, nat_gateway_ids, gib_per_month, saving_usd_per_month, because
from recommendations('2026-11-16', '2026-11-23');
