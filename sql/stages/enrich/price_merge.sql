-- Puts fetched prices in place of the list's, an item of a region at a time with all its tiers.
delete from price
using (select distinct region, item from price_read) r
where price.region = r.region and price.item = r.item;
insert into price
select region, item, from_gb, price::decimal(18, 9), currency, source, as_of
from price_read
order by region, item, from_gb;
