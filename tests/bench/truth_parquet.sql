-- Bytes on the legs that count, per gateway ENI: L1 is addressed to the gateway, L4 leaves it for the client.
select
  interface_id,
  count(*) as records,
  sum(bytes) filter (where dstaddr = g.address and pkt_dstaddr <> g.address)::bigint as l1_bytes,
  sum(bytes) filter (where srcaddr = g.address and pkt_srcaddr <> g.address)::bigint as l4_bytes
from read_parquet($files)
join (select unnest($interfaces) as interface_id, unnest($addresses) as address) as g using (interface_id)
group by interface_id
order by interface_id
