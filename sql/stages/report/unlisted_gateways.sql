-- NAT gateways that the records alone tell of, with their bytes of the window.
select g.nat_gateway_id, g.availability_mode, sum(h.l1_bytes + h.l4_bytes)::bigint as bytes
from gateway as g
join gateway_hour as h using (nat_gateway_id)
where g.known_from = 'flow_log' and h.hour >= $since and h.hour < $until
group by g.nat_gateway_id, g.availability_mode
order by bytes desc, g.nat_gateway_id;
