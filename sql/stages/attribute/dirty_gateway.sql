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

-- The choice between logs looks one hour to either side.
insert into dirty_hour
select distinct l.hour
from log_hour l
where l.nat_gateway_id is not null
  and (
    l.hour - interval 1 hour in (select hour from dirty_hour) or l.hour + interval 1 hour in (select hour from dirty_hour)
  );
