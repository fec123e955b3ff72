-- What does not cross NAT in the dirty hours, each byte once. Where several flow logs tell of one ENI (beside_contested), those
-- of chosen_beside count.
create or replace temp table beside_flow as
with
counted as (
  select e.*
  from endpoint_hour e
  where e.hour in (select hour from dirty)
    and (
      (e.hour, e.interface_id) not in (select (hour, interface_id) from beside_contested)
      or (e.hour, e.interface_id, e.flow_log_id) in (select (hour, interface_id, flow_log_id) from chosen_beside)
    )
),
-- Only what is sent tells its path. An answer belongs to what the ENI sent to the same remote in that hour; at the hour's
-- edge also to what it sent ten minutes before or after.
sent as (
  select
    hour, interface_id, remote_ip, min(path) as path, min(first_second) as first_second, max(last_second) as last_second
  from endpoint_hour
  where path in ('gateway_endpoint', 'internet_gateway')
    and hour between (select min(hour) - interval 1 hour from dirty) and (select max(hour) + interval 1 hour from dirty)
  group by all
),
found as (
  select
    c.hour, c.vpc_id, c.interface_id, c.remote_ip, c.bytes_out, c.bytes_in,
    case when c.path <> 'reply' then c.path else coalesce(s.path, b.path, a.path) end as path
  from counted c
  left join sent s
    on c.path = 'reply' and s.hour = c.hour and s.interface_id = c.interface_id and s.remote_ip = c.remote_ip
  left join sent b
    on c.path = 'reply' and b.hour = c.hour - interval 1 hour
    and b.interface_id = c.interface_id and b.remote_ip = c.remote_ip
    and c.last_second <= epoch(c.hour) + 600 and b.last_second >= epoch(c.hour) - 600
  left join sent a
    on c.path = 'reply' and a.hour = c.hour + interval 1 hour
    and a.interface_id = c.interface_id and a.remote_ip = c.remote_ip
    and c.first_second >= epoch(c.hour) + 3000 and a.first_second <= epoch(c.hour) + 4200
),
vpc as (
  select vpc_id, max(region) as region from inventory_vpc group by vpc_id
)
select
  f.hour, f.vpc_id, v.region, f.path,
  case when f.path = 'interface_endpoint' then f.interface_id end as interface_id,
  f.remote_ip,
  sum(f.bytes_out)::bigint as bytes_out,
  sum(f.bytes_in)::bigint as bytes_in
from found f
left join vpc v on v.vpc_id = f.vpc_id
where f.path is not null
group by all;
