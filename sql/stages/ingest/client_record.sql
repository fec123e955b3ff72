-- The pass over the records of the clients' own ENIs (place_needed), grouped by the hour they start in. An ENI's own address
-- is the source on egress and the destination on ingress; where the log does not tell the direction it is the one inside
-- the subnet. A next hop that is a NAT gateway says it all. Another next hop, or a traffic path past the gateways, leaves a
-- record out.
create or replace temp table local_address as
with
seen as (
  select distinct n.subnet_number, unnest([r.srcaddr, r.dstaddr]) as address
  from record r
  join object o on o.path = r.object_path
  join place_needed n
    on n.log_number = o.log_number
    and n.place = coalesce(nullif(r.subnet_id, '-'), r.interface_id)
    and n.hour = r."start" - r."start" % 3600
  where not $has_direction and r.action = 'ACCEPT' and n.subnet_number is not null
),
numbered as (
  select subnet_number, address, address_family(address) as family, address_number(address) as number from seen
)
select n.subnet_number, n.address
from numbered n
where exists (
  from known_cidr c
  where c.subnet_number = n.subnet_number
    and cidr_family(c.cidr) = n.family
    and n.number between cidr_first(c.cidr) and cidr_last(c.cidr)
);

create or replace temp table client_group as
with
at_client as (
  select
    r.*,
    n.log_number,
    n.subnet_number,
    case
      when $has_direction then r.flow_direction = 'egress'
      when s.address is not null and d.address is null then true
      when d.address is not null and s.address is null then false
    end as is_egress,
    nullif(r.next_hop_interface_id, '-') as hop_id,
    nullif(r.next_hop_interface_type, '-') as hop_type,
    greatest(r."end", r."start") as end_second,
    r.bytes between 0 and 100000000000000 and r."end" between r."start" - 600 and r."start" + 86400 as is_plausible
  from record r
  join object o on o.path = r.object_path
  join place_needed n
    on n.log_number = o.log_number
    and n.place = coalesce(nullif(r.subnet_id, '-'), r.interface_id)
    and n.hour = r."start" - r."start" % 3600
  left join local_address s on s.subnet_number = n.subnet_number and s.address = r.srcaddr
  left join local_address d on d.subnet_number = n.subnet_number and d.address = r.dstaddr
  anti join known_gateway g on g.interface_id = r.interface_id
  where r.action = 'ACCEPT' and r.interface_id <> '-' and (not $has_direction or r.flow_direction in ('egress', 'ingress'))
),
sided as (
  select
    *,
    hop_type in ('nat_gateway', 'regional_nat_gateway')
      or (hop_id is not null and hop_id in (select interface_id from known_gateway)) as is_hop_nat,
    case when is_egress then srcport else dstport end as local_port,
    case when is_egress then dstport else srcport end as far_port,
    case when is_egress then coalesce(nullif(pkt_srcaddr, '-'), srcaddr)
      else coalesce(nullif(pkt_dstaddr, '-'), dstaddr) end as client_ip,
    case when is_egress then dstaddr else srcaddr end as remote_ip
  from at_client
  where is_egress is not null
),
kept as (
  select
    *,
    -- A client opens a connection from an ephemeral port: the other way round it came in through a load balancer that
    -- keeps the addresses of its clients.
    not coalesce(is_hop_nat, false) and coalesce(local_port < 32768 and far_port >= 32768, false) as is_inbound
  from sided
  where coalesce(is_hop_nat, false)
    or (hop_id is null and hop_type is null and not coalesce(traffic_path between 2 and 8, false))
)
select
  log_number,
  subnet_number,
  interface_id,
  is_egress,
  coalesce(is_hop_nat, false) as is_hop_nat,
  -- A regional gateway's own records name the gateway alone: an ENI that nobody knows to be its would be a second one.
  case when is_hop_nat
    and (hop_type is distinct from 'regional_nat_gateway' or hop_id in (select interface_id from known_gateway))
    then hop_id end as hop_id,
  is_inbound,
  is_plausible is not true as is_bad,
  case when is_plausible is not true then object_path end as bad_object_path,
  client_ip,
  remote_ip,
  case when not is_inbound and (local_port < 32768 or far_port < 32768) then far_port end::integer as remote_port,
  protocol::integer as protocol,
  "start" - "start" % 3600 as first_hour,
  max(case when is_egress then pkt_dst_aws_service else pkt_src_aws_service end) as aws_service,
  coalesce(sum(bytes) filter (where is_egress and is_plausible), 0)::bigint as bytes_out,
  coalesce(sum(bytes) filter (where not is_egress and is_plausible), 0)::bigint as bytes_in,
  coalesce(sum(packets) filter (where packets > 0), 0)::bigint as packets,
  count(*) as records,
  min("start") as first_second,
  max(end_second) as last_second,
  list({
    bytes_out: case when is_egress then bytes else 0 end,
    bytes_in: case when is_egress then 0 else bytes end,
    start_second: "start",
    end_second: end_second
  }) filter (where end_second > "start" - "start" % 3600 + 3600 and is_plausible) as spanning
from kept
group by all;

-- Where each of them leads by the longest prefix.
create or replace temp table client_way as
with
hours as (
  select distinct g.subnet_number, g.first_hour, w.table_number
  from (select distinct subnet_number, first_hour from client_group) g
  join known_way w on w.subnet_number = g.subnet_number and g.first_hour >= w.valid_from and g.first_hour < w.valid_to
),
pair as (
  select distinct h.table_number, g.remote_ip
  from client_group g
  join hours h on h.subnet_number = g.subnet_number and h.first_hour = g.first_hour
),
numbered as (
  select remote_ip, address_family(remote_ip) as family, address_number(remote_ip) as number
  from (select distinct remote_ip from pair)
),
range_read as (
  select table_number, family, first_number::uhugeint as first_number, last_number::uhugeint as last_number, nat_gateway_id
  from known_range
),
found as (
  select p.table_number, p.remote_ip, n.number, r.last_number, r.nat_gateway_id
  from (
    select p.table_number, p.remote_ip, n.family, n.number
    from pair p
    join numbered n on n.remote_ip = p.remote_ip
    where n.family is not null
  ) p
  asof join range_read r on r.table_number = p.table_number and r.family = p.family and p.number >= r.first_number
  join numbered n on n.remote_ip = p.remote_ip
)
select h.subnet_number, h.first_hour, f.remote_ip, f.nat_gateway_id
from found f
join hours h on h.table_number = f.table_number
where f.number <= f.last_number;

-- What each group is: next_hop, route, or reply (a log with next hops that names none for what comes back; attribute looks
-- for the request). What the same log shows at the gateway itself is left out.
create or replace temp table client_candidate as
with
led as (
  select
    g.*,
    case
      when g.is_hop_nat then 'next_hop'
      when $has_next_hop and not g.is_egress then 'reply'
      else 'route'
    end as capture,
    case when g.is_hop_nat then coalesce(k.nat_gateway_id, case when g.hop_id is null then w.nat_gateway_id else g.hop_id end)
      else w.nat_gateway_id end as nat_gateway_id
  from client_group g
  left join known_gateway k on k.interface_id = g.hop_id
  left join client_way w
    on w.subnet_number = g.subnet_number and w.first_hour = g.first_hour and w.remote_ip = g.remote_ip
)
select *
from led l
where (
    l.nat_gateway_id is not null
    or (
      l.capture = 'reply' and l.subnet_number is null and not l.is_inbound
      and not coalesce(is_private_number(address_family(l.remote_ip), address_number(l.remote_ip)), true)
    )
  )
  and not exists (
    from own_hour o
    where o.log_number = l.log_number and o.hour = l.first_hour
      and (o.nat_gateway_id = l.nat_gateway_id or l.nat_gateway_id is null)
  );

drop table client_group;
drop table client_way;

insert into bad_record
select bad_object_path, sum(records)::bigint from client_candidate where is_bad group by bad_object_path;

-- Without a time nobody can tell where a record was routed: it counts as rejected where others of its place are looked at.
insert into bad_record
select r.object_path, count(*)
from record r
join object o on o.path = r.object_path
semi join (select distinct log_number, place from place_needed) n
  on n.log_number = o.log_number and n.place = coalesce(nullif(r.subnet_id, '-'), r.interface_id)
anti join known_gateway g on g.interface_id = r.interface_id
-- An endpoint's own records are counted with what does not cross NAT.
anti join known_endpoint e on e.interface_id = r.interface_id
where r.action = 'ACCEPT' and r.interface_id <> '-'
  and not coalesce(r."start" between 1262304000 and 4102444800, false)
  and not coalesce(r.traffic_path between 2 and 8, false)
group by r.object_path;

create or replace temp table client_interface as
select (row_number() over (order by nat_gateway_id, interface_id))::integer as gateway_number, nat_gateway_id, interface_id
from (select distinct nat_gateway_id, interface_id from client_candidate where not is_bad);

create or replace temp view pass_gateway as
select gateway_number, nat_gateway_id, interface_id from client_interface;
