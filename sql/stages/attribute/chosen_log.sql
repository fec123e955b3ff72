-- Keep the choice of the dirty hours. chosen_now: the spans that count.
delete from chosen_log where hour in (select hour from dirty);

insert into chosen_log
select hour, nat_gateway_id, interface_id, flow_log_id, capture from chosen_now;
