-- One value per fact.
select key, count(*) as times
from meta
group by all
having count(*) > 1;
