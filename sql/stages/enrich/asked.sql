-- The answers that can name a remote of the day, with the hours of the day they hold for as bits (bit 0 is the first
-- hour). An answer holds for its hour and $window_hours after it (fresh). Where no answer is fresh, one that is up to
-- $stale_hours older, or $window_hours later, still tells (stale).
-- day_remote: the remotes of the day; day_client: its clients with their VPCs. Both are numbered first, since numbers
-- are joined and grouped at a third of what text costs.
create or replace temp table asker as
select
  dense_rank() over (order by vpc_id, client_ip)::integer as client_number,
  dense_rank() over (order by vpc_id)::integer as network_number,
  dense_rank() over (order by region, vpc_id, client_ip)::integer as asker_number,
  dense_rank() over (order by region, vpc_id)::integer as vpc_number,
  dense_rank() over (order by region)::integer as region_number,
  region, vpc_id, client_ip
from (select distinct region, vpc_id, client_ip from day_client);

create or replace temp table asked_remote as
select row_number() over ()::integer as remote_number, remote_ip from day_remote where remote_ip is not null;

create or replace temp table forwarder as
-- The VPCs' own DNS servers ask for others: what they asked says nothing of their own traffic.
select distinct unnest(regexp_extract_all(configurations::varchar, '"([0-9]+[.][0-9]+[.][0-9]+[.][0-9]+)"', 1)) as address
from (
  select unnest(from_json(configurations, '["JSON"]')) as configurations
  from inventory_dhcp_options
)
where configurations->>'Key' = 'domain-name-servers';

create or replace temp table seen_answer as
select
  v.network_number,
  c.client_number,
  r.remote_number,
  d.name,
  d.aliases,
  date_diff('hour', $day::timestamp, date_trunc('hour', d.first_seen)) as hour
from dns_seen d
join asked_remote r on r.remote_ip = d.address
join (select distinct network_number, vpc_id from asker) v on v.vpc_id = d.vpc_id
left join (
  select distinct client_number, vpc_id, client_ip
  from asker
  where client_ip not in (select address from forwarder)
) c on c.vpc_id = d.vpc_id and c.client_ip = d.client_ip
where d.first_seen >= $day::timestamp - to_hours($stale_hours)
  and d.first_seen < $day::timestamp + to_hours(24 + $window_hours);

create or replace temp table answer_name as
select row_number() over (order by name, aliases)::integer as name_id, name, aliases
from (select distinct name, aliases from seen_answer);

create or replace temp table asked as
with
bounded as (
  select
    s.network_number, s.client_number, s.remote_number, n.name_id,
    hour_bits(greatest(s.hour, 0), least(s.hour + $window_hours, 23)) as fresh,
    hour_bits(greatest(s.hour - $window_hours, 0), least(s.hour - 1, 23))
      | hour_bits(greatest(s.hour + $window_hours + 1, 0), least(s.hour + $stale_hours, 23)) as stale
  from seen_answer s
  join answer_name n on n.name = s.name and n.aliases = s.aliases
)
select network_number, client_number, remote_number, name_id, bit_or(fresh) as fresh, bit_or(stale) as stale
from bounded
group by network_number, client_number, remote_number, name_id;
