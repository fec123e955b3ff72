-- From the hourly groups of what does not cross NAT to the rows that are stored.
insert into reduced_endpoint_hour
select
  make_timestamp(h.hour * 1000000), o.flow_log_id, i.vpc_id, i.interface_id, i.path, h.remote_ip,
  h.bytes_out, h.bytes_in, h.first_second, h.last_second
from gateway_record_hour h
join beside_interface i on i.gateway_number = h.gateway_number
join object_log o on o.log_number = h.log_number;
