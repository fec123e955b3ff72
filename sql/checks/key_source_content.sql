-- Two numbers never stand for the same source.
select
  source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id, interface_id, instance_id,
  source_kind, source_name, source_tags::varchar as source_tags, named_by,
  count(*) as times
from source
group by all
having count(*) > 1;
