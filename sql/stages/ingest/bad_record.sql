-- Records at the gateways that cannot be used, per object: implausible times or bytes, no action, no leg.
insert into bad_record
select r.object_path, count(*)
from record r
join known_gateway g on g.interface_id = r.interface_id
where not coalesce(
  r."start" between 1262304000 and 4102444800
  and r."end" between r."start" - 600 and r."start" + 86400
  and (
    coalesce(r.log_status, '-') in ('NODATA', 'SKIPDATA')
    or (coalesce(r.log_status, '-') = '-' and coalesce(r.action, '-') = '-' and r.bytes is null)
    -- Refused by Block Public Access: without bytes.
    or (r.action = 'REJECT' and coalesce(r.bytes between 0 and 100000000000000, true))
    or (
      r.action = 'ACCEPT'
      and r.bytes between 0 and 100000000000000
      and case when $has_packet_addresses
        then coalesce(r.pkt_srcaddr, '-') <> '-' and coalesce(r.pkt_dstaddr, '-') <> '-'
        else coalesce(r.srcaddr, '-') <> '-' and coalesce(r.dstaddr, '-') <> '-' end
      and (
        list_contains(g.addresses, r.srcaddr) or list_contains(g.addresses, r.dstaddr)
        or ($has_packet_addresses
          and (starts_with(r.pkt_dstaddr, '64:ff9b::') or starts_with(r.pkt_srcaddr, '64:ff9b::')))
      )
    )
  ), false)
group by r.object_path;
