-- Hours are whole hours.
select 'nat_hour' as table_name, hour from nat_hour where hour <> date_trunc('hour', hour)
union
select 'nat_service_hour', hour from nat_service_hour where hour <> date_trunc('hour', hour)
union
select 'gateway_hour', hour from gateway_hour where hour <> date_trunc('hour', hour);
