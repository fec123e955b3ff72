-- What CloudWatch says of a region now takes the place of what it said before of the same hours.
delete from metric_hour
where account_id = $account_id and region = $region and hour >= $since and hour < $until;

insert into metric_hour by name
select hour, $account_id as account_id, $region as region, nat_gateway_id, metric, value
from metric_read
where hour >= $since and hour < $until
order by nat_gateway_id, metric, hour;
