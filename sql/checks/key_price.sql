-- One price per region, item and tier.
select region, item, from_gb, count(*) as times
from price
group by all
having count(*) > 1;
