-- Keep the choice of the dirty hours. chosen_own: the gateways' own logs that count; client_flow: what counts of the clients'
-- own logs, but for client_left_out_now; own_left_out_now: the clients whose bytes another capture tells better than an own
-- log.
create or replace temp table own_left_out as from own_left_out_now;

delete from client_flow
where (hour, nat_gateway_id, client_ip) in (select (hour, nat_gateway_id, client_ip) from client_left_out_now);

delete from chosen_log where hour in (select hour from dirty);

insert into chosen_log
with
left_out as (
  select
    o.hour, o.nat_gateway_id, o.interface_id, o.flow_log_id, o.capture,
    sum(f.bytes_out)::bigint as bytes_out, sum(f.bytes_in)::bigint as bytes_in
  from own_left_out o
  join flow_hour f
    on f.hour = o.hour and f.nat_gateway_id = o.nat_gateway_id and f.flow_log_id = o.flow_log_id and f.capture = o.capture
    and f.interface_id is not distinct from o.interface_id and f.client_ip = o.client_ip
  group by all
)
select
  c.hour, c.nat_gateway_id, c.interface_id, c.flow_log_id, c.capture, c.first_second, c.last_second,
  coalesce(l.bytes_out, 0), coalesce(l.bytes_in, 0), 0, 0
from chosen_own c
left join left_out l
  on l.hour = c.hour and l.nat_gateway_id = c.nat_gateway_id and l.flow_log_id = c.flow_log_id and l.capture = c.capture
  and l.interface_id is not distinct from c.interface_id
union all
select
  f.hour, f.nat_gateway_id, null, f.flow_log_id, f.capture, min(s.first_second), max(s.last_second),
  0, 0, sum(f.bytes_out)::bigint, sum(f.bytes_in)::bigint
from client_flow f
join client_span s
  on s.hour = f.hour and s.nat_gateway_id = f.nat_gateway_id and s.interface_id = f.interface_id
  and s.flow_log_id = f.flow_log_id
group by f.hour, f.nat_gateway_id, f.flow_log_id, f.capture;
