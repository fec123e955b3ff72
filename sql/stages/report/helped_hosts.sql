-- Hosts that no endpoint serves, where something else helps.
select p.note, list(distinct h.hostname order by h.hostname) as hostnames, sum(h.bytes)::bigint as bytes, fsum(h.nat_usd) as nat_usd
from nat_by_hostname($since, $until) h
join hostname_pattern p
  on p.served_by = 'nat_only' and p.note is not null
  and h.hostname like replace(replace(replace(p.pattern, '_', '\_'), '*', '%'), '{region}', '%') escape '\'
group by p.note
order by bytes desc, p.note;
