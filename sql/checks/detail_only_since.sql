-- No detailed row is older than meta.detail_since: the view nat_traffic would count its bytes twice.
select n.hour, count(*) as rows
from nat_hour n
where n.hour < (select max(m.value::timestamp) from meta m where m.key = 'detail_since')
group by all;
