create or replace macro is_private(address) as
  case
    when contains(address::varchar, ':') then
      list_transform([ipv6_number(address)], lambda number: is_private_number(6, number))[1]
    else list_transform([ipv4_number(address)::uhugeint], lambda number: is_private_number(4, number))[1]
  end;
comment on macro is_private is 'Whether an address is in non-public space by the IANA special-purpose registries: 10/8, 172.16/12 and 192.168/16 (RFC 1918), 100.64/10 (RFC 6598), 169.254/16, 127/8, 0/8, 198.18/15 (RFC 2544), 240/4, fc00::/7 (RFC 4193), fe80::/10, :: and ::1. Documentation and multicast ranges are not listed. NULL when the text is not an address.';
