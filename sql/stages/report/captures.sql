-- How the bytes of each gateway were seen, the most bytes first; and, where the clients' own logs tell, what those logs lack.
with
counted as (
  select nat_gateway_id, capture, sum(bytes_out + bytes_in)::bigint as bytes
  from nat_service_hour
  where hour >= $since and hour < $until
  group by nat_gateway_id, capture
),
fields as (
  select c.nat_gateway_id, l.capture, bool_or(not contains(',' || l.fields || ',', ',next_hop_interface_type,')) as lacks_next_hop
  from (
    select distinct nat_gateway_id, hour, flow_log_id from chosen_log where capture = 'route' and hour >= $since and hour < $until
  ) as c
  join log_hour as l on l.hour = c.hour and l.flow_log_id = c.flow_log_id and l.nat_gateway_id = c.nat_gateway_id
  where l.capture = 'route'
  group by c.nat_gateway_id, l.capture
)
select
  c.nat_gateway_id, c.capture, capture_quality(c.capture) as quality, c.bytes, g.availability_mode,
  coalesce(f.lacks_next_hop, false) as lacks_next_hop
from counted as c
left join gateway as g using (nat_gateway_id)
left join fields as f on f.nat_gateway_id = c.nat_gateway_id and f.capture = c.capture
order by c.bytes desc, c.nat_gateway_id, c.capture;
