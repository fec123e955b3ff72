-- Take back the rows of earlier batches whose objects are read again, and the ledger rows of the objects of this one.
-- ledger_now: the batch's objects.
insert into dirty_hour
select hour from flow_hour where batch_id in (select unnest($taken_back))
union
select hour from log_hour where batch_id in (select unnest($taken_back))
union
select hour + to_hours(unnest([-1, 0, 1]))
from (select distinct hour from endpoint_hour where batch_id in (select unnest($taken_back)))
union
select hour from source_seen
where batch_id in (select unnest($taken_back)) and hour in (select hour from log_hour where nat_gateway_id is not null);

insert into changed_answer_day
select distinct first_seen::date from dns_seen where batch_id in (select unnest($taken_back));

delete from flow_hour where batch_id in (select unnest($taken_back));
delete from log_hour where batch_id in (select unnest($taken_back));
delete from source_seen where batch_id in (select unnest($taken_back));
delete from unknown_place where batch_id in (select unnest($taken_back));
delete from endpoint_hour where batch_id in (select unnest($taken_back));
delete from dns_seen where batch_id in (select unnest($taken_back));
delete from batch where batch_id in (select unnest($taken_back));
delete from ingested_object where batch_id in (select unnest($taken_back));
delete from ingested_object where object_id in (select object_id from ledger_now);
