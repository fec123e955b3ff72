-- Rung 3: the prefix lists that hold the address. A gateway endpoint routes exactly what its list holds.
select prefix_list_name, prefix_list_id, cidr, region, min(seen_from) as seen_from, max(gone_at) as gone_at
from inventory_prefix_list_cidr
where family = address_family($address)
  and address_number($address) between cidr_first(cidr) and cidr_last(cidr)
  and (gone_at is null or gone_at > $at)
group by all
order by prefix_list_name, cidr;
