-- rollup_duckdb.sql in DataFusion's words.
select cast(sum(bytes_out + bytes_in) as bigint) as counted
from (
  select
    "start" / 3600 as hour,
    record.interface_id,
    case when dstaddr = address then pkt_srcaddr else pkt_dstaddr end as client_ip,
    case when dstaddr = address then pkt_dstaddr else pkt_srcaddr end as remote_ip,
    sum(case when dstaddr = address then bytes else 0 end) as bytes_out,
    sum(case when dstaddr = address then 0 else bytes end) as bytes_in
  from /*record*/ as record
  join (values /*gateways*/) as known(interface_id, address) on known.interface_id = record.interface_id
  where (dstaddr = address and pkt_dstaddr <> address) or (srcaddr = address and pkt_srcaddr <> address)
  group by 1, 2, 3, 4
)
