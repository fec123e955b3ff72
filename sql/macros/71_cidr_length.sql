create or replace macro cidr_length(cidr) as
  case when cidr_family(cidr) is not null then try_cast(split_part(cidr::varchar, '/', 2) as integer) end;
comment on macro cidr_length is 'The prefix length of a CIDR block; NULL when the text is not one.';
