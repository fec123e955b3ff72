-- The limit: decode only the columns that the job needs.
select
  sum(bytes)::bigint, sum(packets), sum("start"), sum("end"), sum(srcport), sum(dstport), sum(protocol),
  sum(strlen(interface_id)), sum(strlen(srcaddr)), sum(strlen(dstaddr)), sum(strlen(pkt_srcaddr)),
  sum(strlen(pkt_dstaddr)), sum(strlen(action)), sum(strlen(flow_direction))
from read_parquet($files);
