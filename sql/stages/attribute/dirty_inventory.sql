-- Hours of a day in which somebody would be called otherwise now.
insert into dirty_hour
select c.hour
from stored_source c
join source s on s.source_id = c.source_id
left join described_client d
  on d.hour = c.hour and d.nat_gateway_id = c.nat_gateway_id and d.source_ip is not distinct from c.client_ip
where d.description is distinct from source_text(
  s.source_ip, s.source_account_id, s.source_vpc_id, s.source_subnet_id, s.source_az_id, s.interface_id, s.instance_id,
  s.source_kind, s.source_name, s.source_tags, s.named_by
)
union
select q.hour
from own_question q
left join own_answer a on a.hour = q.hour and a.address = q.address
where a.owner is distinct from q.stored_owner;
