create or replace macro is_private_number(family, number) as
  case family
    when 4 then
      number between 167772160 and 184549375 -- 10.0.0.0/8, RFC 1918
      or number between 2886729728 and 2887778303 -- 172.16.0.0/12, RFC 1918
      or number between 3232235520 and 3232301055 -- 192.168.0.0/16, RFC 1918
      or number between 1681915904 and 1686110207 -- 100.64.0.0/10, RFC 6598
      or number between 2851995648 and 2852061183 -- 169.254.0.0/16, RFC 3927
      or number between 2130706432 and 2147483647 -- 127.0.0.0/8, RFC 1122
      or number between 0 and 16777215 -- 0.0.0.0/8, RFC 791
      or number between 3323068416 and 3323199487 -- 198.18.0.0/15, RFC 2544
      or number between 4026531840 and 4294967295 -- 240.0.0.0/4, RFC 1112
    when 6 then
      -- fc00::/7, RFC 4193
      number between 334965454937798799971759379190646833152::uhugeint and 337623910929368631717566993311207522303::uhugeint
      -- fe80::/10, RFC 4291
      or number between 338288524927261089654018896841347694592::uhugeint and 338620831926207318622244848606417780735::uhugeint
      or number between 0 and 1 -- :: and ::1, RFC 4291
  end;
comment on macro is_private_number is 'Whether an address, given as address_family() and address_number(), is in the space that is_private() lists; NULL when the family is NULL.';
