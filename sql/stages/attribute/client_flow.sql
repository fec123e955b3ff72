-- What the clients' own logs tell of the dirty hours, by the gateway that took it. A reply belongs to the gateway that its
-- request was sent to, in the same hour or the one beside; without a request, to where the route table leads.
create or replace temp table client_hour as
select distinct hour
from log_hour
where capture in ('next_hop', 'route', 'reply') and hour in (select hour from dirty);

create or replace temp table own_shown as
select distinct flow_log_id, nat_gateway_id, hour
from log_hour
where capture in ('nat_eni', 'regional')
  and starts_with(flow_log_id, 'fl-')
  and (accept_records + nodata_records > 0 or l1_bytes + l2_bytes + l3_bytes + l4_bytes > 0)
  and hour between (select min(hour) - interval 1 hour from dirty) and (select max(hour) from dirty);

create or replace temp table request as
select
  hour, flow_log_id, interface_id, client_ip, remote_ip, remote_port, protocol,
  arg_max(nat_gateway_id, (bytes_out, nat_gateway_id)) as nat_gateway_id
from (
  select
    hour, flow_log_id, interface_id, client_ip, remote_ip, remote_port, protocol, nat_gateway_id,
    sum(bytes_out) as bytes_out
  from flow_hour
  where capture = 'next_hop'
    and bytes_out > 0
    and hour in (
      select unnest([hour - interval 1 hour, hour, hour + interval 1 hour]) from client_hour
    )
  group by all
)
group by all;

create or replace temp table client_flow as
with
reply as (
  select
    hour, flow_log_id, interface_id, client_ip, remote_ip, remote_port, protocol, nat_gateway_id,
    max(aws_service) as aws_service, sum(bytes_in)::bigint as bytes_in, sum(packets)::bigint as packets
  from flow_hour
  where capture = 'reply' and hour in (select hour from client_hour)
  group by all
),
paired as (
  select
    r.*,
    q.nat_gateway_id as asked_gateway_id,
    row_number() over (
      partition by r.hour, r.flow_log_id, r.interface_id, r.client_ip, r.remote_ip, r.remote_port, r.protocol, r.nat_gateway_id
      order by abs(epoch(q.hour) - epoch(r.hour)), q.hour
    ) as nearness
  from reply r
  left join request q
    on q.flow_log_id = r.flow_log_id
    and q.interface_id = r.interface_id
    and q.client_ip = r.client_ip
    and q.remote_ip = r.remote_ip
    and q.remote_port is not distinct from r.remote_port
    and q.protocol is not distinct from r.protocol
    and q.hour between r.hour - interval 1 hour and r.hour + interval 1 hour
),
known as (
  select
    hour, flow_log_id, case when asked_gateway_id is null then 'route' else 'next_hop' end as capture,
    coalesce(asked_gateway_id, nat_gateway_id) as nat_gateway_id,
    interface_id, client_ip, remote_ip, remote_port, protocol, aws_service, 0::bigint as bytes_out, bytes_in, packets
  from paired
  where nearness = 1 and coalesce(asked_gateway_id, nat_gateway_id) is not null
  union all
  select
    hour, flow_log_id, capture, nat_gateway_id, interface_id, client_ip, remote_ip, remote_port, protocol, aws_service,
    bytes_out, bytes_in, packets
  from flow_hour
  where capture in ('next_hop', 'route') and hour in (select hour from client_hour)
)
-- A log that shows the gateway itself was on for both: what its clients' rows tell are the same bytes.
select *
from known k
where not exists (
  from own_shown s
  where s.flow_log_id = k.flow_log_id
    and s.nat_gateway_id = k.nat_gateway_id
    and (s.hour = k.hour or s.hour = k.hour - interval 1 hour)
);

-- What each log delivered of a client's ENI. A client may be silent for long, so that a log was on shows in all that it
-- delivered, of whatever interface.
create or replace temp table client_span as
with
log_on as (
  select flow_log_id, hour, min(first_second) as first_second, max(last_second) as last_second
  from log_hour
  where flow_log_id in (select distinct flow_log_id from client_flow)
    and hour between (select min(hour) - interval 1 hour from dirty) and (select max(hour) + interval 1 hour from dirty)
  group by all
),
beside as (
  select
    flow_log_id, hour,
    min(first_second) over nearby as on_from,
    max(last_second) over nearby as on_until
  from log_on
  window nearby as (partition by flow_log_id order by hour range between interval 1 hour preceding and interval 1 hour following)
),
delivered as (
  select
    hour, interface_id, flow_log_id,
    min(first_second) as first_second, max(last_second) as last_second,
    max(len(string_split(fields, ','))) as useful_fields
  from log_hour
  where capture in ('next_hop', 'route', 'reply') and hour in (select hour from dirty)
  group by all
),
sums as (
  select
    hour, nat_gateway_id, interface_id, flow_log_id,
    case when bool_or(capture = 'next_hop') then 'next_hop' else 'route' end as capture,
    (sum(bytes_out) + sum(bytes_in))::bigint as accept_bytes
  from client_flow
  group by all
)
select
  s.hour, s.nat_gateway_id, s.interface_id, s.flow_log_id, s.capture,
  d.first_second, d.last_second, s.accept_bytes, true as is_usable, d.useful_fields, b.on_from, b.on_until
from sums s
join delivered d on d.hour = s.hour and d.interface_id = s.interface_id and d.flow_log_id = s.flow_log_id
join beside b on b.hour = s.hour and b.flow_log_id = s.flow_log_id;

create or replace temp table client_contested as
select *
from client_span
qualify count(*) over (partition by hour, nat_gateway_id, interface_id) > 1;
