-- Seven days of detailed rows until $until: 2,000 sources, 300,000 remotes by Zipf, and what the other tables say of them.
insert into source
select
  n, format('10.0.{}.{}', n // 250, n % 250), '111122223333', (select max(vpc_id) from inventory_vpc),
  format('subnet-{:017x}', n % 6), format('use1-az{}', 1 + n % 3), format('eni-{:017x}', n), format('i-{:017x}', n),
  'instance', format('app-{}', n % 40), map {'team': format('team-{}', n % 12)}, 'inventory'
from range(2000) as sources(n);

insert into remote_name by name
select
  n as remote_name_id,
  'us-east-1' as region,
  format('52.{}.{}.{}', n // 62500, n // 250 % 250, n % 250) as remote_ip,
  case n % 4 when 0 then 's3' when 1 then 'EC2' when 2 then 'AMAZON' else 'internet' end as service,
  case when n % 4 < 3 then 'us-east-1' end as service_region,
  case when n % 4 < 3 then 'ip_ranges' else 'none' end as evidence,
  case n % 4 when 0 then 'gateway_endpoint' when 3 then 'nat_only' else 'unknown' end as served_by
from range(300000) as remotes(n);

create or replace temp table gateway_number as
select row_number() over (order by nat_gateway_id) - 1 as number, nat_gateway_id
from gateway;

insert into nat_hour
select
  $until::timestamp - to_hours(1 + (n % 168)::integer), g.nat_gateway_id, 'nat_eni',
  (hash(n) % 2000)::integer as source_id,
  (pow(300000, (hash(n + 1) % 1000000) / 1000000.0) - 1)::integer as remote_name_id,
  443, 6, 40 + hash(n + 2) % 10000, 40 + hash(n + 3) % 100000, 12
from range($rows) as records(n)
join gateway_number g on g.number = n % 3;

insert into nat_service_hour
select
  n.hour, n.nat_gateway_id, n.capture, n.source_id,
  r.service, r.service_region, r.hostname, r.evidence, r.dns_confidence, r.served_by,
  sum(n.bytes_out)::bigint, sum(n.bytes_in)::bigint, sum(n.packets)::bigint
from nat_hour n
join remote_name r on r.remote_name_id = n.remote_name_id
group by all
order by n.hour;

insert into gateway_hour
select
  hour, nat_gateway_id, 'nat_eni', 'fl-0bec400000000000f', 3600, false,
  sum(bytes_out)::bigint, sum(bytes_out)::bigint, sum(bytes_in)::bigint, sum(bytes_in)::bigint, 0, 0, 0, 0
from nat_service_hour
group by hour, nat_gateway_id;
