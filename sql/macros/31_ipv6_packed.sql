create or replace macro ipv6_packed(groups) as
  case
    when contains(groups, ':') and regexp_full_match(
      groups,
      '(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?(?:::(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?)?'
    ) then
      list_transform(string_split(groups, ':'), lambda part: case when part = '' then 'x' else lpad(part, 4, '0') end)
        .array_to_string('')
        -- :: at either end splits into more than one empty part.
        .replace('xxx', 'x')
        .replace('xx', 'x')
  end;
comment on macro ipv6_packed is 'The groups of an IPv6 address as four hexadecimal digits each, with x for ::; NULL when they are not spelled as one.';
