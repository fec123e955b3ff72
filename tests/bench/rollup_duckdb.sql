-- The bare roll-up: the legs that count, by hour, gateway, client and remote; nothing is checked, split, named or kept.
create temp table rolled as
select
  "start" // 3600 as hour,
  interface_id,
  case when dstaddr = g.address then pkt_srcaddr else pkt_dstaddr end as client_ip,
  case when dstaddr = g.address then pkt_dstaddr else pkt_srcaddr end as remote_ip,
  sum(case when dstaddr = g.address then bytes else 0 end) as bytes_out,
  sum(case when dstaddr = g.address then 0 else bytes end) as bytes_in
from read_parquet($files)
join (select unnest($interfaces) as interface_id, unnest($addresses) as address) as g using (interface_id)
where (dstaddr = g.address and pkt_dstaddr <> g.address) or (srcaddr = g.address and pkt_srcaddr <> g.address)
group by all;

select sum(bytes_out + bytes_in)::bigint from rolled;
