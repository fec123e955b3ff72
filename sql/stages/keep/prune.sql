-- Forget everything before $since. The inventory's history stays: it cannot be made again. So does for a while, though no
-- report shows it, what the first hours that are kept are built from: the requests of the hour before, which tell answers
-- their way, and of the day before what each log delivered, since it is on while it is silent.
delete from nat_hour where hour < $since;
delete from nat_service_hour where hour < $since;
delete from beside_hour where hour < $since;
delete from gateway_hour where hour < $since;
delete from chosen_log where hour < $since::timestamp - interval 24 hours;
delete from flow_hour where hour < $since and not (hour = $since::timestamp - interval 1 hour and capture = 'next_hop');
delete from log_hour where hour < $since::timestamp - interval 24 hours;
delete from source_seen where hour < $since;
delete from endpoint_hour where hour < $since::timestamp - interval 1 hour;
delete from dns_seen where last_seen < $since::timestamp - interval 3 days;
delete from metric_hour where hour < $since;
delete from bill_line where hour < $since;
delete from dirty_hour where hour < $since;
-- The time in an object's name keeps it from being planned again; an object without one stays in the ledger.
delete from ingested_object
where object_time < $since::timestamp - case when kind = 'query_log' then interval 4 days else interval 3 hours end;
delete from batch
where batch_id not in (select batch_id from ingested_object where batch_id is not null)
  and batch_id not in (select batch_id from log_hour)
  and batch_id not in (select batch_id from endpoint_hour);
delete from unknown_place where batch_id not in (select batch_id from batch);
delete from context where context_id not in (select context_id from batch);

-- What an earlier call forgot stays forgotten.
create or replace temp table retained_now as
select greatest($since::timestamp, max(try_cast(value as timestamp))) as since from meta where key = 'retained_since';

delete from meta where key = 'retained_since';
insert into meta select 'retained_since', strftime(since, '%Y-%m-%dT%H:%M:%S') from retained_now;
