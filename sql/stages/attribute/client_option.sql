-- The clients of whom more than one capture tells: a gateway's own log and their own, in the same hour. chosen_now: the logs
-- that count where several tell of one client's ENI; chosen_own: those of the gateways.
create or replace temp table chosen_client as
select hour, nat_gateway_id, interface_id, flow_log_id, capture, on_from, on_until
from client_span
where (hour, nat_gateway_id, interface_id)
  not in (select (hour, nat_gateway_id, interface_id) from client_contested)
union all
select hour, nat_gateway_id, interface_id, flow_log_id, capture, on_from, on_until from chosen_now;

delete from client_flow
where (hour, nat_gateway_id, interface_id, flow_log_id)
  not in (select (hour, nat_gateway_id, interface_id, flow_log_id) from chosen_client);

create or replace temp table client_option as
with
own_gateway as (
  select distinct hour, nat_gateway_id from chosen_own
),
-- Without packet addresses a log tells of a client only where it has rows of it.
without_remotes as (
  select distinct f.hour, f.nat_gateway_id, f.client_ip
  from flow_hour f
  join chosen_own o
    on o.hour = f.hour and o.nat_gateway_id = f.nat_gateway_id and o.flow_log_id = f.flow_log_id and o.capture = f.capture
    and o.interface_id is not distinct from f.interface_id
  where f.capture = 'nat_eni_v2'
)
select
  f.hour, f.nat_gateway_id, f.client_ip,
  min(c.on_from) as on_from,
  max(c.on_until) as on_until,
  bool_or(w.client_ip is not null) as has_total
from (select distinct hour, nat_gateway_id, interface_id, flow_log_id, client_ip from client_flow) f
join chosen_client c
  on c.hour = f.hour and c.nat_gateway_id = f.nat_gateway_id and c.interface_id = f.interface_id
  and c.flow_log_id = f.flow_log_id
join own_gateway o on o.hour = f.hour and o.nat_gateway_id = f.nat_gateway_id
left join without_remotes w
  on w.hour = f.hour and w.nat_gateway_id = f.nat_gateway_id and w.client_ip = f.client_ip
group by all;
