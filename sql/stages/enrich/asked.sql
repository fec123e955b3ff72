-- The answers that can name a remote of the day, with the hours of the day they hold for as bits (bit 0 is the first
-- hour). An answer holds for its hour and $window_hours after it (fresh). Where no answer is fresh, one that is up to
-- $stale_hours older, or $window_hours later, still tells (stale).
-- day_remote: the remotes of the day; day_client: its clients with their VPCs.
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
  d.vpc_id,
  case when d.client_ip not in (select address from forwarder) then d.client_ip end as client_ip,
  d.address,
  d.name,
  d.aliases,
  date_diff('hour', $day::timestamp, date_trunc('hour', d.first_seen)) as hour
from dns_seen d
where d.first_seen >= $day::timestamp - to_hours($stale_hours)
  and d.first_seen < $day::timestamp + to_hours(24 + $window_hours)
  and d.address in (select remote_ip from day_remote)
  and d.vpc_id in (select vpc_id from day_client);

create or replace temp table answer_name as
select row_number() over (order by name, aliases)::integer as name_id, name, aliases
from (select distinct name, aliases from seen_answer);

create or replace temp table asked as
with
bounded as (
  select
    s.vpc_id, s.client_ip, s.address, n.name_id,
    greatest(s.hour, 0) as fresh_from,
    least(s.hour + $window_hours, 23) as fresh_to,
    greatest(s.hour - $window_hours, 0) as early_from,
    least(s.hour - 1, 23) as early_to,
    greatest(s.hour + $window_hours + 1, 0) as late_from,
    least(s.hour + $stale_hours, 23) as late_to
  from seen_answer s
  join answer_name n on n.name = s.name and n.aliases = s.aliases
)
select
  vpc_id, client_ip, address, name_id,
  bit_or(hour_bits(fresh_from, fresh_to)) as fresh,
  bit_or(hour_bits(early_from, early_to) | hour_bits(late_from, late_to)) as stale
from bounded
group by vpc_id, client_ip, address, name_id;
