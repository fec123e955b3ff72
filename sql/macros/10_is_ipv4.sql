create or replace macro is_ipv4(address) as
  regexp_full_match(
    address::varchar,
    '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])[.]){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
  );
comment on macro is_ipv4 is 'Whether a text is an IPv4 address: four decimal numbers from 0 to 255, without leading zeros (some programs read those as octal).';
