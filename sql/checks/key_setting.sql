-- One value per setting.
select key, count(*) as times
from setting
group by all
having count(*) > 1;
