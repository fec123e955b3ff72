create or replace macro nat_paths(since, until) as table
select
  source_kind,
  coalesce(source_name, instance_id, interface_id, source_ip) as source,
  nat_gateway_id,
  nat_az_id,
  service, service_region, served_by,
  sum(bytes)::bigint as bytes,
  sum_usd(bytes, nat_usd_per_gib) as nat_usd
from nat_window(since, until)
group by all
order by bytes desc, source_kind, source, nat_gateway_id, nat_az_id, service, service_region, served_by;
comment on macro table nat_paths is 'From whom through which gateway to what: a row per client (by its best name), NAT gateway and service, from since to before until, most bytes first. What the flow diagram of the page draws.';
