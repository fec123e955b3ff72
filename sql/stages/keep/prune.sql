-- Forget everything before $since. The inventory's history stays: it cannot be made again.
delete from nat_hour where hour < $since;
delete from nat_service_hour where hour < $since;
delete from beside_hour where hour < $since;
delete from gateway_hour where hour < $since;
delete from chosen_log where hour < $since;
delete from flow_hour where hour < $since;
delete from log_hour where hour < $since;
delete from source_seen where hour < $since;
delete from endpoint_hour where hour < $since;
delete from dns_seen where last_seen < $since::timestamp - interval 3 days;
delete from metric_hour where hour < $since;
delete from bill_line where hour < $since;
delete from dirty_hour where hour < $since;
-- The time in an object's name keeps it from being planned again; an object without one stays in the ledger.
delete from ingested_object
where object_time < $since::timestamp - case when kind = 'query_log' then interval 4 days else interval 3 hours end;
delete from batch where batch_id not in (select batch_id from ingested_object where batch_id is not null);
delete from unknown_place where batch_id not in (select batch_id from batch);
delete from context where context_id not in (select context_id from batch);

delete from meta where key in ('retained_since', 'closed_from');
insert into meta
values ('retained_since', strftime($since::timestamp, '%Y-%m-%dT%H:%M:%S')), ('closed_from', '0001-01-01T00:00:00');
