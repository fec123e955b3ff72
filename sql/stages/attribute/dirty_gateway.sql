-- Hours of gateways that were unknown until now, or stand elsewhere than was thought.
insert into dirty_hour
select distinct l.hour
from log_hour l
join gateway_now now on now.nat_gateway_id = l.nat_gateway_id
left join gateway before on before.nat_gateway_id = l.nat_gateway_id
where before.nat_gateway_id is null
  or before.vpc_id is distinct from now.vpc_id
  or before.region is distinct from now.region;

delete from gateway;
insert into gateway select * from gateway_now;

-- Logs that are on for refused packets alone: the inventory says so, or they hold REJECT records and no others. Their
-- NODATA tells nothing of the rest, so they cover nothing.
create or replace temp table reject_log as
select flow_log_id from inventory_flow_log where upper(traffic_type) = 'REJECT'
union
select flow_log_id
from log_hour
group by flow_log_id
having sum(reject_records) > 0
  and sum(accept_records) = 0
  and sum(l1_bytes + l2_bytes + l3_bytes + l4_bytes + inbound_bytes) = 0;

-- Only now is a log known as such, or its first accepted record has shown that it is none.
insert into dirty_hour
select hour from chosen_log where flow_log_id in (from reject_log)
union
select l.hour
from log_hour l
anti join chosen_log c
  on c.hour = l.hour and c.nat_gateway_id = l.nat_gateway_id and c.interface_id is not distinct from l.interface_id
where l.capture in ('nat_eni', 'regional', 'nat_eni_v2')
  and l.nat_gateway_id is not null
  and (l.records > l.reject_records or starts_with(l.flow_log_id, 'fl-'))
  and l.flow_log_id not in (from reject_log);

-- The choice between logs looks one hour to either side.
insert into dirty_hour
select distinct l.hour
from log_hour l
where l.nat_gateway_id is not null
  and (
    l.hour - interval 1 hour in (select hour from dirty_hour) or l.hour + interval 1 hour in (select hour from dirty_hour)
  );
