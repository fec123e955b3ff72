create or replace macro nat_by_az(since, until) as table
select
  nat_az_id, source_az_id, is_cross_az,
  sum(bytes_out)::bigint as bytes_out,
  sum(bytes_in)::bigint as bytes_in,
  sum(bytes)::bigint as bytes,
  sum(packets)::bigint as packets,
  sum_usd(bytes, nat_usd_per_gib) as nat_usd,
  sum_usd(bytes, cross_az_usd_per_gib) as cross_az_usd,
  sum_usd(bytes, tgw_usd_per_gib) as tgw_usd,
  coalesce(sum(bytes) filter (where nat_usd_per_gib is null), 0)::bigint as unpriced_bytes
from nat_window(since, until)
group by all
order by bytes desc, nat_az_id, source_az_id, is_cross_az;
comment on macro table nat_by_az is 'A row per AZ of the gateway and AZ of the client with bytes, packets and dollars; unpriced_bytes passed gateways without a price. From since to before until, most bytes first. is_cross_az is NULL when either AZ is unknown and for regional gateways.';
