-- Rung 2: who was answered the address for which name, and what the name means.
select
  d.name,
  m.service, m.service_region, m.served_by,
  nullif(array_to_string(list_sort(list_distinct(flatten(list(d.aliases)))), ' '), '') as aliases,
  d.vpc_id,
  count(distinct d.client_ip) as clients,
  min(d.first_seen) as first_seen,
  max(d.last_seen) as last_seen,
  coalesce(v.vendor || ' offers PrivateLink: ' || v.service_names_at, m.note) as note
from dns_seen d
join host_meaning m on m.name = d.name
left join privatelink_vendor v on host_fits(d.name, v.pattern)
where d.address = $address and ($vpc_id is null or d.vpc_id = $vpc_id)
group by all
order by abs(epoch(max(d.last_seen)) - epoch($at::timestamp)), d.name;
