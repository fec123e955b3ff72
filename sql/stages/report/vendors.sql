-- Third parties that could be reached through PrivateLink instead.
select vendor, service_names_at, sum(bytes)::bigint as bytes, fsum(nat_usd) as nat_usd
from nat_by_domain($since, $until)
where vendor is not null
group by vendor, service_names_at
order by bytes desc, vendor;
