create or replace temp table remote_key as
select remote_name_id, region, vpc_id, remote_ip, owner, aws_service from remote_name;
