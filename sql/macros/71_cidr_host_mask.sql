create or replace macro cidr_host_mask(cidr) as
  case
    when cidr_family(cidr) is not null then
      case
        when contains(cidr::varchar, ':') then 340282366920938463463374607431768211455::uhugeint
        else 4294967295::uhugeint
      end >> try_cast(split_part(cidr::varchar, '/', 2) as uhugeint)
  end;
comment on macro cidr_host_mask is 'The bits of an address that a CIDR block leaves open, as UHUGEINT; NULL when the text is not one.';
