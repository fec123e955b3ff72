-- As truth_parquet.sql, for text with a header of hyphenated names.
select
  "interface-id" as interface_id,
  count(*) as records,
  sum(bytes) filter (where dstaddr = g.address and "pkt-dstaddr" <> g.address)::bigint as l1_bytes,
  sum(bytes) filter (where srcaddr = g.address and "pkt-srcaddr" <> g.address)::bigint as l4_bytes
from read_csv($files, delim = ' ', header = true, nullstr = '-', quote = '', escape = '')
join (select unnest($interfaces) as interface_id, unnest($addresses) as address) as g on g.interface_id = "interface-id"
group by "interface-id"
order by "interface-id"
