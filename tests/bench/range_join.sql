-- The join everybody writes first: every record's remote BETWEEN every prefix. Nested prefixes count a byte more than
-- once here; the sum that is printed is taken before the join.
create temp table prefix as
select
  service,
  region,
  list_reduce(string_split(split_part(prefix, '/', 1), '.')::bigint[], lambda a, b: a * 256 + b) as first_number,
  first_number + (1::bigint << (32 - split_part(prefix, '/', 2)::integer)) - 1 as last_number
from read_parquet($prefixes)
where prefix not like '%:%';

create temp table counted as
select
  case when dstaddr = g.address then pkt_srcaddr else pkt_dstaddr end as client_ip,
  case when dstaddr = g.address then pkt_dstaddr else pkt_srcaddr end as remote_ip,
  bytes
from read_parquet($files)
join (select unnest($interfaces) as interface_id, unnest($addresses) as address) as g using (interface_id)
where (dstaddr = g.address and pkt_dstaddr <> g.address) or (srcaddr = g.address and pkt_srcaddr <> g.address);

create temp table joined as
select c.client_ip, p.service, p.region, sum(c.bytes) as bytes
from (
  select
    *,
    split_part(remote_ip, '.', 1)::bigint * 16777216 + split_part(remote_ip, '.', 2)::bigint * 65536
      + split_part(remote_ip, '.', 3)::bigint * 256 + split_part(remote_ip, '.', 4)::bigint as remote_number
  from counted
) c
join prefix p on c.remote_number between p.first_number and p.last_number
group by all;

select sum(bytes)::bigint from counted;
