-- What reduce_query_logs hands to commit: an empty table of the stored shape, without batch_id.
create or replace temp table reduced_dns_seen as select * exclude (batch_id) from dns_seen limit 0;
