select vpc_id, len(az_ids) as azs, gib_per_month, nat_usd_per_month, endpoint_usd_per_month, saving_usd_per_month, break_even_gib_per_month
from recommendations('2026-11-16', '2026-12-17')
order by vpc_id;
