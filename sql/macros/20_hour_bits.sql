create or replace macro hour_bits(first_hour, last_hour) as
  case when first_hour > last_hour then 0
    else ((1::bigint << (last_hour - first_hour + 1)::integer) - 1) << first_hour::integer end;
comment on macro hour_bits is 'Hours of a day as bits: bit 0 is the first hour; both ends are included, and an end before the start gives none.';
