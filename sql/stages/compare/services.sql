-- The same by service, beside what endpoints carried where flow logs see them.
with
nat as (
  select
    service, service_region, served_by,
    sum(bytes_before)::bigint as bytes_before,
    sum(bytes_after)::bigint as bytes_after,
    fsum(nat_usd_before) as nat_usd_before,
    fsum(nat_usd_after) as nat_usd_after
  from nat_compared($before, $after, $hours)
  group by all
),
beside as (
  select
    service, service_region,
    path as served_by,
    coalesce(sum(bytes_out + bytes_in) filter (where hour < $after), 0)::bigint as endpoint_bytes_before,
    coalesce(sum(bytes_out + bytes_in) filter (where hour >= $after), 0)::bigint as endpoint_bytes_after
  from beside_nat
  where path in ('gateway_endpoint', 'interface_endpoint')
    and service is not null
    and (
      (hour >= $before and hour < $before + to_hours($hours))
      or (hour >= $after and hour < $after + to_hours($hours))
    )
  group by all
)
select
  coalesce(n.service, b.service) as service,
  coalesce(n.service_region, b.service_region) as service_region,
  coalesce(n.served_by, b.served_by) as served_by,
  coalesce(n.bytes_before, 0) as bytes_before,
  coalesce(n.bytes_after, 0) as bytes_after,
  coalesce(n.bytes_after, 0) - coalesce(n.bytes_before, 0) as change,
  n.nat_usd_before, n.nat_usd_after,
  b.endpoint_bytes_before, b.endpoint_bytes_after
from nat n
full join beside b
  on b.service = n.service and b.service_region = n.service_region and b.served_by = n.served_by
order by abs(change) desc, service, service_region, served_by;
