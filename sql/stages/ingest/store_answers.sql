-- Store what reduce left of query logs; note on which days answers were gained.
insert into changed_answer_day select distinct first_seen::date from reduced_dns_seen;

insert into dns_seen select $batch_id, * from reduced_dns_seen order by vpc_id, address;
