create or replace macro cidr_family(cidr) as
  case
    when regexp_full_match(cidr::varchar, '[^/:]*/(?:[12]?[0-9]|3[0-2])')
      or regexp_full_match(cidr::varchar, '[^/]*:[^/]*/(?:[1-9]?[0-9]|1[01][0-9]|12[0-8])')
    then address_family(split_part(cidr::varchar, '/', 1))
  end;
comment on macro cidr_family is '4 or 6; NULL when the text is not a CIDR block (an address, a slash and a prefix length).';
