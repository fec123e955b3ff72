-- Rung 4: what each ip-ranges.json says; for NAT64 addresses, of the IPv4 address within.
select
  r.as_of,
  coalesce(r.as_of = ip_ranges_near($at::timestamp), false) as is_nearest,
  r.service, r.region, array_to_string(r.memberships, ' ') as memberships
from ip_range r
cross join (
  select
    case when nat64_ipv4($address) is null then address_family($address) else 4 end as family,
    address_number(coalesce(nat64_ipv4($address), $address)) as number
) a
where r.family = a.family and a.number between r.first_number and r.last_number
order by r.as_of;
