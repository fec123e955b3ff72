create or replace macro ipv6_digits(address) as
  list_transform(
    -- Handed on by name: an argument is planned as often as a macro mentions it.
    list_transform([ipv6_groups(lower(address::varchar))], lambda groups: ipv6_packed(groups)),
    lambda packed: case
      when length(packed) = 32 and not contains(packed, 'x') then packed
      -- :: stands for one group of zeros at least.
      when length(packed) <= 29 and contains(packed, 'x') then replace(packed, 'x', repeat('0', 33 - length(packed)))
    end
  )[1];
comment on macro ipv6_digits is 'The 32 hexadecimal digits of an IPv6 address in any spelling of RFC 4291; NULL for any other text. An address with a zone (fe80::1%eth0) is none: AWS prints no zones.';
