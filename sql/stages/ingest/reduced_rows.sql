-- From the hourly groups of one set of objects to the rows that are stored. pass_gateway: who the gateway numbers are.
insert into reduced_flow_hour
select
  make_timestamp(h.hour * 1000000), o.flow_log_id, $capture, g.nat_gateway_id, g.interface_id,
  h.client_ip, h.remote_ip, h.remote_port, h.protocol,
  h.bytes_out, h.bytes_in, 0, h.packets, nullif(h.aws_service, '-')
from gateway_record_hour h
join pass_gateway g on g.gateway_number = h.gateway_number
join object_log o on o.log_number = h.log_number
where h.kind = 1;

insert into reduced_log_hour
select
  make_timestamp(h.hour * 1000000), o.flow_log_id,
  $capture,
  g.nat_gateway_id, g.interface_id,
  max(o.account_id), max(o.region),
  min(h.first_second), max(h.last_second), sum(h.records)::bigint, $fields,
  coalesce(sum(h.bytes_out) filter (where h.kind = 1), 0)::bigint,
  coalesce(sum(h.bytes_out) filter (where h.kind = 2), 0)::bigint,
  coalesce(sum(h.bytes_out) filter (where h.kind = 3), 0)::bigint,
  coalesce(sum(h.bytes_in) filter (where h.kind = 1), 0)::bigint,
  coalesce(sum(h.bytes_out + h.bytes_in) filter (where h.kind = 9), 0)::bigint,
  coalesce(sum(h.records) filter (where h.kind in (1, 2, 3)), 0)::bigint,
  coalesce(sum(h.records) filter (where h.kind = 4), 0)::bigint,
  coalesce(sum(h.bytes_out) filter (where h.kind = 4), 0)::bigint,
  coalesce(sum(h.records) filter (where h.kind = 5), 0)::bigint,
  coalesce(sum(h.records) filter (where h.kind = 6), 0)::bigint
from gateway_record_hour h
join pass_gateway g on g.gateway_number = h.gateway_number
join object_log o on o.log_number = h.log_number
group by h.hour, o.flow_log_id, g.nat_gateway_id, g.interface_id;
