-- Where the prices of the window's gateways come from.
select
  r.price_source as source,
  max(r.price_as_of) as as_of,
  list(distinct g.region order by g.region) as regions
from nat_by_gateway($since, $until) as g
join gateway_rate as r using (nat_gateway_id)
where r.nat_usd_per_gib is not null
group by r.price_source
order by r.price_source;
