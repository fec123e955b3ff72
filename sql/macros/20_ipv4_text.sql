create or replace macro ipv4_text(number) as
  concat_ws('.', number // 16777216 % 256, number // 65536 % 256, number // 256 % 256, number % 256);
comment on macro ipv4_text is 'The dotted text of a 32 bit number: ipv4_text(3221225985) is 192.0.2.1.';
