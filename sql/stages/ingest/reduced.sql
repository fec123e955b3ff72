-- What reduce hands to commit: empty tables of the stored shapes, without batch_id.
create or replace temp table reduced_flow_hour as select * exclude (batch_id) from flow_hour limit 0;
create or replace temp table reduced_log_hour as select * exclude (batch_id) from log_hour limit 0;
create or replace temp table reduced_source_seen as select * exclude (batch_id) from source_seen limit 0;
create or replace temp table reduced_unknown_place as select * exclude (batch_id) from unknown_place limit 0;
create or replace temp table reduced_endpoint_hour as select * exclude (batch_id) from endpoint_hour limit 0;
create or replace temp table bad_record (object_path varchar, records bigint);
-- Each record may be plausible and their sum too large for the arithmetic of all others.
create or replace temp view reduced_too_much as
select hour from reduced_log_hour where greatest(l1_bytes, l2_bytes, l3_bytes, l4_bytes, inbound_bytes, reject_bytes) > 1e15
union all
select hour from reduced_endpoint_hour where greatest(bytes_out, bytes_in) > 1e15;
