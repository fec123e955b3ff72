-- No detailed row is of a closed hour: the view nat_traffic would count its bytes twice.
select n.hour, count(*) as rows
from nat_hour n
where is_closed(n.hour)
group by all;
