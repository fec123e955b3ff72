-- Invented flows of one day and what query logs told of them, as the stages leave them when names are to be matched.
-- The flows of one NAT gateway whose clients are in 20 VPCs; four in five addresses have one
-- name, and one in ten was never asked for.
create or replace temp table chosen_slot as
select
  h::integer as slot_id, timestamp '2026-11-16' + to_hours(h) as hour, 'nat-1' as nat_gateway_id, 'nat_eni' as capture,
  'us-east-1' as region, ip_ranges_near(timestamp '2026-11-16') as ip_ranges_as_of
from range(24) t(h);

create or replace temp table bench_client as
select
  (i + 1)::integer as source_id, 'vpc-' || (i % 20) as vpc_id,
  '10.' || (i % 20) || '.' || (i // 20 // 250) || '.' || (i // 20 % 250) as client_ip
from range($clients) t(i);

create or replace temp table chosen_flow as
select
  (hash(i || 'hour') % 24)::integer as slot_id,
  '10.' || (c % 20) || '.' || (c // 20 // 250) || '.' || (c // 20 % 250) as client_ip,
  '52.' || (a // 65536 % 256) || '.' || (a // 256 % 256) || '.' || (a % 256) as remote_ip,
  443 as remote_port, 6 as protocol, null::varchar as aws_service,
  1000::bigint as bytes_out, 2000::bigint as bytes_in, 3::bigint as packets
from (
  select i, c, (hash(c || 'to' || hash(i || 'to') % 200) % $addresses)::bigint as a
  from (select i, (hash(i || 'client') % $clients)::bigint as c from range($flows) t(i))
);

delete from source;
insert into source by name
select source_id, client_ip as source_ip, vpc_id as source_vpc_id from bench_client;
create or replace temp table client_source as
select s.hour, s.nat_gateway_id, c.client_ip, c.source_id from bench_client c cross join chosen_slot s;
create or replace temp table flow_remote as
select distinct 'us-east-1' as region, ip_ranges_as_of, remote_ip from chosen_flow cross join (from chosen_slot limit 1);
create or replace temp table remote_to_name as
select region, remote_ip, null::varchar as owner, null::varchar as aws_service, ip_ranges_as_of
from flow_remote;
create or replace temp table remote_special (
  hour timestamp, region varchar, remote_ip varchar, owner varchar, aws_service varchar
);
create or replace temp table beside_flow (
  hour timestamp, vpc_id varchar, region varchar, path varchar, interface_id varchar, remote_ip varchar,
  bytes_out bigint, bytes_in bigint
);
create or replace temp table dirty as select hour from chosen_slot;

delete from dns_seen;
insert into dns_seen
select
  'b1', 'vpc-' || (c % 20), '10.' || (c % 20) || '.' || (c // 20 // 250) || '.' || (c // 20 % 250),
  '52.' || (a // 65536 % 256) || '.' || (a // 256 % 256) || '.' || (a % 256),
  case when a % 5 = 0 and hash(i || 'name') % 2 = 0 then 'other-' || a || '.example.com'
    when a % 3 = 0 then 'host-' || a || '.execute-api.us-east-1.amazonaws.com' else 'host-' || a || '.example.com' end,
  [],
  timestamp '2026-11-15' + to_hours((hash(i || 'asked') % 48)::bigint),
  timestamp '2026-11-15' + to_hours((hash(i || 'asked') % 48)::bigint)
from (
  select i, c, (hash(c || 'to' || hash(i || 'to') % 200) % $addresses)::bigint as a
  from (select i, (hash(i || 'asks') % $clients)::bigint as c from range($answers) t(i))
)
where a % 10 <> 0;
