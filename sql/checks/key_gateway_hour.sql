-- One row of coverage per hour and NAT gateway.
select hour, nat_gateway_id, count(*) as times
from gateway_hour
group by all
having count(*) > 1;
