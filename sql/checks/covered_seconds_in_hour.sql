-- An hour has between 0 and 3600 covered seconds.
select hour, nat_gateway_id, covered_seconds
from gateway_hour
where covered_seconds not between 0 and 3600;
