-- The keys of the clients' tags, those with the most bytes first.
select key, sum(bytes)::bigint as bytes
from (select unnest(map_keys(source_tags)) as key, bytes from nat_window($since, $until))
group by key
order by bytes desc, key;
