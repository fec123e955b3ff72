-- rollup_duckdb.sql in ClickHouse's words.
select toInt64(sum(bytes_out + bytes_in)) as counted
from (
  select
    intDiv(start, 3600) as hour,
    interface_id,
    if(dstaddr = address, pkt_srcaddr, pkt_dstaddr) as client_ip,
    if(dstaddr = address, pkt_dstaddr, pkt_srcaddr) as remote_ip,
    sum(if(dstaddr = address, bytes, 0)) as bytes_out,
    sum(if(dstaddr = address, 0, bytes)) as bytes_in
  from /*record*/ as record
  inner join values('interface_id String, address String', /*gateways*/) as known using (interface_id)
  where (dstaddr = address and pkt_dstaddr <> address) or (srcaddr = address and pkt_srcaddr <> address)
  group by hour, interface_id, client_ip, remote_ip
)
