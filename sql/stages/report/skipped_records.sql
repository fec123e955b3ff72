-- Gateways for which AWS itself left records out of the flow log.
select nat_gateway_id, sum(skipdata_records)::bigint as skipdata_records, count(*) as hours
from gateway_hour
where hour >= $since and hour < $until and skipdata_records > 0
group by nat_gateway_id
order by nat_gateway_id;
