-- What does not cross NAT in the dirty hours, each byte once. Of flow logs that overlap on an ENI one counts: with at least
-- 99 % of the largest bytes, then the longest time (steps of ten minutes), then the smallest id; a log that follows it in
-- time (it was re-created) is added.
create or replace temp table beside_flow as
with
logged as (
  select
    hour, interface_id, flow_log_id, sum(bytes_out + bytes_in) as bytes,
    min(first_second) as first_second, greatest(max(last_second), min(first_second) + 1) as last_second
  from endpoint_hour
  where hour in (select hour from dirty)
  group by all
),
ranked as (
  select *, (last_second - first_second) // 600 as steps, bytes < 0.99 * max(bytes) over interface as is_less
  from logged
  window interface as (partition by hour, interface_id)
),
best as (
  select *
  from ranked
  qualify row_number() over (partition by hour, interface_id order by is_less, steps desc, flow_log_id) = 1
),
following as (
  select r.*
  from (
    select
      r.*,
      least(r.last_second, b.last_second) - greatest(r.first_second, b.first_second) as common,
      least(r.last_second - r.first_second, b.last_second - b.first_second) as shorter
    from ranked r
    join best b on b.hour = r.hour and b.interface_id = r.interface_id and b.flow_log_id <> r.flow_log_id
  ) r
  where r.common <= 600 and r.common * 2 <= r.shorter
  qualify row_number() over (partition by r.hour, r.interface_id order by r.bytes desc, r.flow_log_id) = 1
),
chosen as (
  select hour, interface_id, flow_log_id from best
  union all
  select hour, interface_id, flow_log_id from following
),
counted as (
  select e.*
  from endpoint_hour e
  join chosen c on c.hour = e.hour and c.interface_id = e.interface_id and c.flow_log_id = e.flow_log_id
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
