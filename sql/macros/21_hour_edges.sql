create or replace macro hour_edges(hours) as
  xor(hours, hours << 1) | 16777217;
comment on macro hour_edges is 'The hours of a day at which bits (see hour_bits) change, as bits; the day''s first hour and its end, bit 24, are always such.';
