-- From the hourly groups of one set of objects to the rows that are stored.
create or replace temp table object_log as
select log_number, max(flow_log_id) as flow_log_id, max(account_id) as account_id, max(region) as region
from object
group by log_number;

insert into reduced_flow_hour
select
  make_timestamp(h.hour * 1000000), o.flow_log_id, 'nat_eni', g.nat_gateway_id, g.interface_id,
  h.client_ip, h.remote_ip, h.remote_port, h.protocol,
  h.bytes_out, h.bytes_in, 0, h.packets, nullif(h.aws_service, '-')
from gateway_record_hour h
join known_gateway g on g.gateway_number = h.gateway_number
join object_log o on o.log_number = h.log_number
where h.kind = 1;

insert into reduced_log_hour
select
  make_timestamp(h.hour * 1000000), o.flow_log_id,
  case when $has_packet_addresses then 'nat_eni' else 'nat_eni_v2' end,
  g.nat_gateway_id, g.interface_id,
  max(o.account_id), max(o.region),
  min(h.first_second), max(h.last_second), sum(h.records)::bigint, $fields,
  coalesce(sum(h.bytes_out) filter (where h.kind = 1), 0)::bigint,
  coalesce(sum(h.bytes_out) filter (where h.kind = 2), 0)::bigint,
  coalesce(sum(h.bytes_out) filter (where h.kind = 3), 0)::bigint,
  coalesce(sum(h.bytes_in) filter (where h.kind = 1), 0)::bigint,
  0,
  coalesce(sum(h.records) filter (where h.kind in (1, 2, 3)), 0)::bigint,
  coalesce(sum(h.records) filter (where h.kind = 4), 0)::bigint,
  coalesce(sum(h.bytes_out) filter (where h.kind = 4), 0)::bigint,
  coalesce(sum(h.records) filter (where h.kind = 5), 0)::bigint,
  coalesce(sum(h.records) filter (where h.kind = 6), 0)::bigint
from gateway_record_hour h
join known_gateway g on g.gateway_number = h.gateway_number
join object_log o on o.log_number = h.log_number
group by h.hour, o.flow_log_id, g.nat_gateway_id, g.interface_id;
