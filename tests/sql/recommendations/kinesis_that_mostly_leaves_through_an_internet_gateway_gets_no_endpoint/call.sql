select action, vpc_id, service_name, gib_per_month, nat_usd_per_month, endpoint_usd_per_month, saving_usd_per_month, break_even_gib_per_month, confidence, because
from recommendations('2026-11-16', '2026-12-17');
