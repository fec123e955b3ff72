-- What everything but the gateways logs.
select * from read_parquet($file) where interface_id not in (select unnest($interfaces))
