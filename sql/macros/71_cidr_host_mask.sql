create or replace macro cidr_host_mask(cidr) as
  case
    when regexp_full_match(cidr::varchar, '[^/:]*/(?:[12]?[0-9]|3[0-2])') then 4294967295::uhugeint
    when regexp_full_match(cidr::varchar, '[^/]*:[^/]*/(?:[1-9]?[0-9]|1[01][0-9]|12[0-8])')
      then 340282366920938463463374607431768211455::uhugeint
  end >> try_cast(split_part(cidr::varchar, '/', 2) as uhugeint);
comment on macro cidr_host_mask is 'The bits in which a block''s addresses differ, as a number, by its length alone; NULL where that is none. address_number tells whether an address is before it.';
