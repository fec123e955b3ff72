-- The distinct remotes of the chosen flows, as questions for the naming stage: those remote_name does not answer yet.

-- Public addresses of our own, and whose they were when. The first state also holds for the time before anybody looked.
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
select
  public_ip as address, owner,
  case when seen_from = min(seen_from) over (partition by public_ip) then timestamp '1970-01-01' else seen_from end
    as valid_from,
  coalesce(gone_at, timestamp '9999-12-31') as valid_to
from states;

create or replace temp table flow_owner as
select f.hour, f.remote_ip, min(o.owner) as owner
from (select distinct hour, remote_ip from chosen_flow where remote_ip in (select address from own_address)) f
join own_address o on o.address = f.remote_ip and f.hour < o.valid_to and f.hour + interval 1 hour > o.valid_from
group by f.hour, f.remote_ip;

create or replace temp table remote_to_name as
select distinct g.region, null::varchar as vpc_id, f.remote_ip, o.owner, f.aws_service
from (
  select nat_gateway_id, remote_ip, aws_service, case when remote_ip in (select address from own_address) then hour end
    as hour
  from chosen_flow
  group by all
) f
left join gateway g on g.nat_gateway_id = f.nat_gateway_id
left join flow_owner o on o.hour = f.hour and o.remote_ip = f.remote_ip
except
select region, vpc_id, remote_ip, owner, aws_service from remote_name;
