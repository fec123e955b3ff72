-- Gateways whose bytes have no dollar figure, with the reason.
select nat_gateway_id, region, unpriced_bytes, unpriced_reason
from nat_by_gateway($since, $until)
where unpriced_bytes > 0
order by nat_gateway_id;
