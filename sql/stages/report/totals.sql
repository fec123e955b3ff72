-- Sums over all gateways. Bytes without a price are in unpriced_bytes, so that the dollars are never read as complete.
select
  coalesce(sum(bytes), 0)::bigint as bytes,
  coalesce(sum(bytes_out), 0)::bigint as bytes_out,
  coalesce(sum(bytes_in), 0)::bigint as bytes_in,
  coalesce(sum(packets), 0)::bigint as packets,
  fsum(nat_usd) as nat_usd,
  fsum(cross_az_usd) as cross_az_usd,
  fsum(tgw_usd) as tgw_usd,
  fsum(nat_hours_usd) as nat_hours_usd,
  coalesce(sum(unpriced_bytes), 0)::bigint as unpriced_bytes,
  (select count(*) from nat_by_source($since, $until)) as sources,
  count(*) as gateways,
  count(*) filter (where availability_mode = 'regional') as regional_gateways,
  sum(nat_hours) as nat_hours,
  count(*) filter (where nat_hours_usd is null) as unpriced_gateways
from nat_by_gateway($since, $until);
