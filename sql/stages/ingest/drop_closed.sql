-- Rows of closed hours that came late: nothing is added to an hour whose detail is gone, since it could not be rebuilt.
create or replace temp table late_rows as
select
  coalesce(sum(bytes_out + bytes_in), 0)::bigint as bytes,
  count(*) as rows,
  min(hour) as first_hour,
  max(hour) as last_hour
from reduced_flow_hour
where is_closed(hour);

delete from reduced_flow_hour where is_closed(hour);
delete from reduced_endpoint_hour where is_closed(hour);
delete from reduced_log_hour where is_closed(hour);
delete from reduced_source_seen where is_closed(hour);
