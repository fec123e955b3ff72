create or replace macro ipv6_groups(address) as
  case
    when contains(address::varchar, '.') then
      -- An embedded IPv4 address (::ffff:192.0.2.1) stands for the last two groups.
      regexp_extract(address::varchar, '^(.*:)[^:]*$', 1) || list_transform(
        [ipv4_number(regexp_extract(address::varchar, '[^:]*$'))],
        lambda number: printf('%x:%x', number // 65536, number % 65536)
      )[1]
    else address::varchar
  end;
comment on macro ipv6_groups is 'An IPv6 address with an embedded IPv4 address rewritten as two groups; NULL when what is embedded is no IPv4 address.';
