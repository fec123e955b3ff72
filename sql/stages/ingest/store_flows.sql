-- Store what reduce left of flow logs; note which hours gained rows.
insert into dirty_hour
select hour from reduced_flow_hour
union
select hour from reduced_log_hour
union
-- A record of a client can name the bytes that a gateway logged earlier.
select s.hour from (select distinct hour from reduced_source_seen) s
where s.hour in (select hour from log_hour where nat_gateway_id is not null);

-- What answers what is looked for an hour to either side.
insert into dirty_hour
select distinct hour + to_hours(unnest([-1, 0, 1])) from (select distinct hour from reduced_endpoint_hour);

insert into flow_hour select $batch_id, * from reduced_flow_hour;
insert into log_hour select $batch_id, * from reduced_log_hour;
insert into source_seen select $batch_id, * from reduced_source_seen;
insert into unknown_place select $batch_id, * from reduced_unknown_place;
insert into endpoint_hour select $batch_id, * from reduced_endpoint_hour;
