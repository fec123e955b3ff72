create or replace macro nat_by_domain(since, until) as table
with
named as (
  select hostname, registered_domain(hostname) as domain, bytes_out, bytes_in, bytes, packets, nat_usd_per_gib
  from nat_window(since, until)
  where hostname is not null and evidence = 'dns' and served_by = 'nat_only'
),
vendor as (
  select h.hostname, min(v.vendor) as vendor, min(v.service_names_at) as service_names_at
  from (select distinct hostname from named) h
  join privatelink_vendor v on host_fits(h.hostname, v.pattern)
  group by h.hostname
)
select
  n.domain,
  v.vendor,
  v.service_names_at,
  count(distinct n.hostname) as hostnames,
  sum(n.bytes_out)::bigint as bytes_out,
  sum(n.bytes_in)::bigint as bytes_in,
  sum(n.bytes)::bigint as bytes,
  sum(n.packets)::bigint as packets,
  sum_usd(n.bytes, n.nat_usd_per_gib) as nat_usd,
  coalesce(sum(n.bytes) filter (where n.nat_usd_per_gib is null), 0)::bigint as unpriced_bytes
from named n
left join vendor v on v.hostname = n.hostname
group by n.domain, v.vendor, v.service_names_at
order by bytes desc, n.domain, v.vendor, v.service_names_at;
comment on macro table nat_by_domain is 'A row per registered domain of hosts that no AWS endpoint serves, as Resolver query logs name them, with bytes, packets and dollars; vendor and service_names_at where the company offers AWS PrivateLink. From since to before until, most bytes first.';
