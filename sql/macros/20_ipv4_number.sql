create or replace macro ipv4_number(address) as
  case
    when is_ipv4(address) then
      list_reduce(
        list_transform(string_split(address::varchar, '.'), lambda octet: octet::ubigint),
        lambda number, octet: number * 256 + octet
      )
  end;
comment on macro ipv4_number is 'The 32 bits of an IPv4 address as UBIGINT; NULL when the text is not one.';
