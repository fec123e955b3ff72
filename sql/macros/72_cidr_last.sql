create or replace macro cidr_last(cidr) as
  address_number(split_part(cidr::varchar, '/', 1)) | cidr_host_mask(cidr);
comment on macro cidr_last is 'The last address of a CIDR block as a number, see address_number(); NULL when the text is not one.';
