-- Puts the shipped host names, endpoint services and vendors in place of what the tables held.
delete from hostname_pattern;
insert into hostname_pattern
select pattern, service, served_by, note, confidence, source, as_of
from hostname_pattern_read
order by pattern;
delete from endpoint_service;
insert into endpoint_service
select region, service, types, source, as_of
from endpoint_service_read
order by region, service;
delete from privatelink_vendor;
insert into privatelink_vendor
select vendor, pattern, service_names_at, note, source, as_of
from privatelink_vendor_read
order by vendor, pattern;
