-- Puts the shipped list prices in place of what the table held.
delete from price;
insert into price
select region, item, from_gb, price::decimal(18, 9), currency, source, as_of
from price_read
order by region, item, from_gb;
