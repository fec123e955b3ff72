create or replace macro ipv6_number(address) as
  list_transform(
    [ipv6_digits(address)],
    lambda digits: ('0x' || digits[1:16])::ubigint::uhugeint * 18446744073709551616::uhugeint
      + ('0x' || digits[17:32])::ubigint::uhugeint
  )[1];
comment on macro ipv6_number is 'The 128 bits of an IPv6 address as UHUGEINT; NULL when the text is not one.';
