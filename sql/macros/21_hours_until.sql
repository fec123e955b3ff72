create or replace macro hours_until(hour, edges) as
  ((edges >> (hour + 1)::integer << (hour + 1)::integer) & -(edges >> (hour + 1)::integer << (hour + 1)::integer))
    - (1::bigint << hour::integer);
comment on macro hours_until is 'Hours of a day as bits (see hour_bits): from an hour up to the next of edges, which are bits too and hold bit 24.';
