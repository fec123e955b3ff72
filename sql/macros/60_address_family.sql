create or replace macro address_family(address) as
  case
    when contains(address::varchar, ':') then case when ipv6_digits(address) is not null then 6 end
    when is_ipv4(address) then 4
  end;
comment on macro address_family is '4 or 6; NULL when the text is not an address.';
