-- Puts the intervals of one ip-ranges.json in place of those of the same date; files of other dates stay.
delete from ip_range where as_of = $as_of;
insert into ip_range
select
  $as_of::timestamp,
  $source,
  family,
  first_high::uhugeint * 18446744073709551616::uhugeint + first_low::uhugeint,
  last_high::uhugeint * 18446744073709551616::uhugeint + last_low::uhugeint,
  service,
  region,
  memberships
from ip_range_read
order by family, first_high, first_low;
