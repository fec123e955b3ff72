-- No query log tells anything of the day: empty tables for attribute to join.
create or replace temp table asker (
  asker_number integer, vpc_number integer, region varchar, vpc_id varchar, client_ip varchar
);
create or replace temp table asked_remote (remote_number integer, remote_ip varchar);
create or replace temp table answer_by_client (
  asker_number integer, remote_number integer, hours bigint, remote_name_id integer, remote_name_ids integer[]
);
create or replace temp table answer_by_vpc (
  vpc_number integer, remote_number integer, hours bigint, remote_name_id integer, stale_hours bigint,
  stale_name_id integer, remote_name_ids integer[]
);
