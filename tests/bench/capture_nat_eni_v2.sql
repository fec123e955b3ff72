-- What the gateways' own ENIs log in AWS's default format.
select
  version, account_id, interface_id, srcaddr, dstaddr, srcport, dstport, protocol, packets, bytes, "start", "end", action,
  log_status
from read_parquet($file)
where interface_id in (select unnest($interfaces))
