-- Folding loses nothing: per hour and gateway both grains hold the same bytes, wherever the detail is kept.
with
detailed as (
  select hour, nat_gateway_id, sum(bytes_out) as bytes_out, sum(bytes_in) as bytes_in, sum(packets) as packets
  from nat_hour
  group by all
),
folded as (
  select hour, nat_gateway_id, sum(bytes_out) as bytes_out, sum(bytes_in) as bytes_in, sum(packets) as packets
  from nat_service_hour
  where not coalesce(is_closed(hour), false)
  group by all
)
select
  hour, nat_gateway_id,
  d.bytes_out as detailed_bytes_out, f.bytes_out as folded_bytes_out,
  d.bytes_in as detailed_bytes_in, f.bytes_in as folded_bytes_in,
  d.packets as detailed_packets, f.packets as folded_packets
from detailed d
full join folded f using (hour, nat_gateway_id)
where d.bytes_out is distinct from f.bytes_out
  or d.bytes_in is distinct from f.bytes_in
  or d.packets is distinct from f.packets;
