create or replace macro nat64_ipv4(address) as
  case
    when contains(address::varchar, ':') then
      list_transform(
        [ipv6_digits(address)],
        lambda digits: case
          when starts_with(digits, '0064ff9b0000000000000000') then ipv4_text(('0x' || digits[25:32])::ubigint)
        end
      )[1]
  end;
comment on macro nat64_ipv4 is 'The IPv4 address in the low 32 bits of a NAT64 address (64:ff9b::/96, RFC 6052, which NAT gateways translate); NULL for any other address.';
