select action, vpc_id, service_name, saving_usd_per_month
from recommendations('2026-11-16', '2026-12-17');
