create or replace macro nat_by_source(since, until) as table
select
  source_kind, source_name, source_ip, interface_id, instance_id, source_subnet_id, source_az_id,
  source_vpc_id, source_account_id,
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
order by
  bytes desc,
  source_kind, source_name, source_ip, interface_id, instance_id, source_subnet_id, source_az_id,
  source_vpc_id, source_account_id;
comment on macro table nat_by_source is 'Whose bytes they are: a row per client with bytes, packets and dollars; unpriced_bytes passed gateways without a price. From since to before until, most bytes first.';
