create or replace macro address_number(address) as
  case
    when contains(address::varchar, ':') then ipv6_number(address)
    else ipv4_number(address)::uhugeint
  end;
comment on macro address_number is 'An address as UHUGEINT: 32 bits of an IPv4 address, 128 of an IPv6 address; NULL when the text is not an address. Two families share numbers, so compare address_family too.';
