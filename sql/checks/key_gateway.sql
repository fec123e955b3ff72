-- One row per NAT gateway.
select nat_gateway_id, count(*) as times
from gateway
group by all
having count(*) > 1;
