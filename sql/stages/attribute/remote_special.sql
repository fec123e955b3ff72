-- Remotes whose name depends on the hour: public addresses of our own (own_answer), and addresses that nothing but the flow
-- log's pkt-*-aws-service knows. They are few, and asked for by name once more.
create or replace temp table remote_special as
with
owned as (
  select distinct s.hour, s.region, o.address as remote_ip, o.owner
  from own_answer o
  join chosen_slot s on s.hour = o.hour
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
  p.region, p.remote_ip, p.owner, p.aws_service, s.ip_ranges_as_of
from remote_special p
join (select distinct hour, ip_ranges_as_of from chosen_slot) s on s.hour = p.hour;
