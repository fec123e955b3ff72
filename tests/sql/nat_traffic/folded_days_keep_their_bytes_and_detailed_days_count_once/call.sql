select hour::date as day, remote_ip is null as is_folded, sum(bytes) as bytes, round(sum(nat_usd), 6) as nat_usd
from nat_traffic
group by all
union all
select null, null, sum(bytes), round(sum(nat_usd), 6)
from nat_by_service('2026-11-15', '2026-11-17')
order by day;
