create or replace macro cidr_first(cidr) as
  list_transform(
    [{'number': address_number(split_part(cidr::varchar, '/', 1)), 'mask': cidr_host_mask(cidr)}],
    lambda block: block.number - (block.number & block.mask)
  )[1];
comment on macro cidr_first is 'The first address of a CIDR block as a number, see address_number(); NULL when the text is not one. Host bits that are set are cleared.';
