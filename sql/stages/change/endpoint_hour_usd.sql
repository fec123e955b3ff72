-- What an hour of an interface endpoint costs in one AZ.
select region, max(price)::double as usd_per_hour
from rate
where item = 'vpc_endpoint_hour' and currency = 'USD'
group by region
order by region;
