-- The pass over what does not cross NAT, of the shape of gateway_record: all that passes an interface endpoint's ENI, and
-- at other ENIs what leaves through a gateway endpoint (traffic-path 7) or an internet gateway (8; 2 is either). What comes
-- back names no path: where a route of the subnet (known_exit) leads to its sender it is kept as a reply, and counts once
-- attribute finds what it answers. Connections that a remote opened are left out: they are none to a service.
-- From beside_exit: endpoint_address and outside_arrival.
create or replace temp table beside_found as
with
met as (
  select
    r.object_path, coalesce(nullif(r.vpc_id, '-'), e.vpc_id) as vpc_id, r.interface_id, 'interface_endpoint' as path,
    null::varchar as remote_ip, r.bytes, r."start", r."end",
    -- The client's bytes arrive.
    case when r.flow_direction in ('ingress', 'egress') then r.flow_direction = 'ingress'
      when list_contains(e.addresses, r.dstaddr) then true
      when list_contains(e.addresses, r.srcaddr) then false end as is_out
  from record r
  join known_endpoint e on e.interface_id = r.interface_id
  where r.action = 'ACCEPT'
  union all
  select
    r.object_path, r.vpc_id, r.interface_id,
    case
      when r.flow_direction = 'ingress' then 'reply'
      when r.traffic_path = 7 or a.address is not null then 'gateway_endpoint'
      else 'internet_gateway'
    end,
    case when r.flow_direction = 'ingress' then r.srcaddr else r.dstaddr end,
    r.bytes, r."start", r."end", r.flow_direction is distinct from 'ingress'
  from record r
  left join endpoint_address a
    on a.subnet_id = r.subnet_id
    and a.address = case when r.flow_direction = 'ingress' then r.srcaddr when r.traffic_path = 2 then r.dstaddr end
  anti join not_a_client n on n.interface_id = r.interface_id
  where (
      (r.traffic_path in (2, 7, 8) and not coalesce(r.srcport < 32768 and r.dstport >= 32768, false))
      -- Most of the private space at little cost.
      or (
        r.flow_direction = 'ingress' and not starts_with(r.srcaddr, '10.')
        and not coalesce(r.dstport < 32768 and r.srcport >= 32768, false)
      )
    )
    and (r.flow_direction is distinct from 'ingress' or a.address is not null)
    and r.action = 'ACCEPT'
    and r.interface_id <> '-'
    and coalesce(r.interface_type, '-') <> 'nat_gateway'
  union all
  select r.object_path, r.vpc_id, r.interface_id, 'reply', r.srcaddr, r.bytes, r."start", r."end", false
  from outside_arrival r
  anti join endpoint_address a on a.address = r.srcaddr and a.subnet_id = r.subnet_id
),
placed as (
  select
    o.log_number, m.object_path, nullif(m.vpc_id, '-') as vpc_id, m.interface_id, m.path, m.remote_ip,
    m."start" - m."start" % 3600 as first_hour, m."start" as start_second, greatest(m."end", m."start") as end_second,
    case when m.is_out then m.bytes else 0 end as bytes_out,
    case when m.is_out then 0 else m.bytes end as bytes_in,
    coalesce(
      m."start" between 1262304000 and 4102444800
        and m."end" between m."start" - 600 and m."start" + 86400
        and m.bytes between 0 and 100000000000000
        and m.is_out is not null,
      false
    ) as is_usable
  from met m
  join object o on o.path = m.object_path
)
select
  * replace (case when not is_usable then object_path end as object_path),
  is_usable and end_second > first_hour + 3600 as is_spanning
from placed;

insert into bad_record
select object_path, count(*) from beside_found where not is_usable and path <> 'reply' group by object_path;

create or replace temp table beside_group as
select
  log_number, any_value(vpc_id) as vpc_id, interface_id, path, remote_ip, first_hour,
  sum(bytes_out)::bigint as bytes_out, sum(bytes_in)::bigint as bytes_in, count(*) as records,
  min(start_second) as first_second, max(end_second) as last_second,
  null::struct(bytes_out bigint, bytes_in bigint, start_second bigint, end_second bigint)[] as spanning
from beside_found
where is_usable and not is_spanning
group by log_number, interface_id, path, remote_ip, first_hour
union all
select
  log_number, any_value(vpc_id), interface_id, path, remote_ip, first_hour,
  sum(bytes_out)::bigint, sum(bytes_in)::bigint, count(*), min(start_second), max(end_second),
  list({bytes_out: bytes_out::bigint, bytes_in: bytes_in::bigint, start_second: start_second, end_second: end_second})
from beside_found
where is_spanning
group by log_number, interface_id, path, remote_ip, first_hour;

create or replace temp table beside_interface as
select (row_number() over (order by vpc_id, interface_id, path))::integer as gateway_number, vpc_id, interface_id, path
from (select distinct vpc_id, interface_id, path from beside_group);

create or replace temp table gateway_record as
select
  g.log_number, i.gateway_number, 1::tinyint as kind, null::varchar as client_ip, g.remote_ip,
  null::integer as remote_port, null::integer as protocol, null::varchar as aws_service,
  g.first_hour, g.bytes_out, g.bytes_in, 0::bigint as packets, g.records, g.first_second, g.last_second, g.spanning
from beside_group g
join beside_interface i
  on i.vpc_id is not distinct from g.vpc_id and i.interface_id = g.interface_id and i.path = g.path;
