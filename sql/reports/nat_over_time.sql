create or replace macro nat_over_time(since, until) as table
select
  hour, service, service_region, served_by,
  sum(bytes_out)::bigint as bytes_out,
  sum(bytes_in)::bigint as bytes_in,
  sum(bytes_out + bytes_in)::bigint as bytes
from nat_service_hour
where hour >= utc(since) and hour < utc(until)
group by all
order by hour, bytes desc, service, service_region, served_by;
comment on macro table nat_over_time is 'Bytes through NAT per hour and service, from since to before until, in the order of time.';
