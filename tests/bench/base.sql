-- The yardstick b: what a first look at flow logs costs in bare DuckDB.
create temp table grouped as
select srcaddr, dstaddr, sum(bytes) as bytes, sum(packets) as packets, count(*) as records
from read_parquet($files)
group by srcaddr, dstaddr;

select sum(bytes)::bigint from grouped;
