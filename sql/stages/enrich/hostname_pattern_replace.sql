-- Puts the shipped host names in place of what the table held.
delete from hostname_pattern;
insert into hostname_pattern
select pattern, service, served_by, note, confidence, source, as_of
from hostname_pattern_read
order by pattern;
