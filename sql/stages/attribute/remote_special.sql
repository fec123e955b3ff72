-- Remotes whose name depends on the hour: public addresses of our own, by who had them when; and addresses that nothing
-- but the flow log's pkt-*-aws-service knows. They are few, and asked for by name once more.
create or replace temp table own_address as
with
held as (
  select a.public_ip, coalesce(nullif(n.description, ''), a.interface_id) as owner, a.seen_from, a.gone_at
  from inventory_interface_address a
  left join (
    select interface_id, max(description) as description from inventory_network_interface group by interface_id
  ) n on n.interface_id = a.interface_id
  where a.public_ip is not null
),
-- An elastic IP that an ENI holds is named by its ENI.
states as (
  select * from held
  union
  select public_ip, coalesce(name, allocation_id), seen_from, gone_at
  from inventory_elastic_ip
  where public_ip is not null and public_ip not in (select public_ip from held)
)
-- The first state also holds for the time before anybody looked.
select
  public_ip as address, owner,
  case when seen_from = min(seen_from) over (partition by public_ip) then timestamp '1970-01-01' else seen_from end
    as valid_from,
  coalesce(gone_at, timestamp '9999-12-31') as valid_to
from states;

create or replace temp table remote_special as
with
owned as (
  select s.hour, s.region, f.remote_ip, min(o.owner) as owner
  from (select distinct slot_id, remote_ip from chosen_flow where remote_ip in (select address from own_address)) f
  join chosen_slot s on s.slot_id = f.slot_id
  join own_address o on o.address = f.remote_ip and s.hour < o.valid_to and s.hour + interval 1 hour > o.valid_from
  group by all
),
said as (
  select s.hour, s.region, f.remote_ip, max(f.aws_service) as aws_service
  from chosen_flow f
  join chosen_slot s on s.slot_id = f.slot_id
  where f.aws_service is not null
    and f.remote_ip in (select remote_ip from remote_name where evidence = 'none' and service = 'internet')
  group by all
)
select hour, region, remote_ip, o.owner, s.aws_service
from owned o
full join said s using (hour, region, remote_ip);

create or replace temp table remote_to_name as
select distinct
  p.region, null::varchar as vpc_id, p.remote_ip, p.owner, p.aws_service, s.ip_ranges_as_of
from remote_special p
join (select distinct hour, ip_ranges_as_of from chosen_slot) s on s.hour = p.hour;
