-- What the gateways' own ENIs log.
select * from read_parquet($file) where interface_id in (select unnest($interfaces))
