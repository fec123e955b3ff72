-- A number for every distinct description of a client.
create or replace temp table known_source as
select
  source_id,
  source_text(
    source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id, interface_id, instance_id, source_kind,
    source_name, source_tags, named_by
  ) as description
from source;

insert into source
select
  (select coalesce(max(source_id), 0) from source) + row_number() over (order by description),
  source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id, interface_id, instance_id, source_kind,
  source_name, source_tags, named_by
from (select distinct on (description) * from described_client)
where description not in (select description from known_source);

create or replace temp table client_source as
select c.hour, c.nat_gateway_id, c.source_ip as client_ip, s.source_id
from described_client c
join (
  select
    source_id,
    source_text(
      source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id, interface_id, instance_id, source_kind,
      source_name, source_tags, named_by
    ) as description
  from source
) s on s.description = c.description;
