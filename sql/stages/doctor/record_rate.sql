-- Records an hour at each NAT gateway, from what its logs delivered: of the log with the most, over the hours it covers.
select nat_gateway_id, max(records_an_hour) as records_an_hour
from (
  select nat_gateway_id, flow_log_id, sum(records) / count(distinct hour) as records_an_hour
  from log_hour
  where starts_with(nat_gateway_id, 'nat-') and capture in ('nat_eni', 'nat_eni_v2', 'regional')
  group by all
)
group by all;
