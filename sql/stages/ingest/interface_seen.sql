-- The ENIs of these records.
create or replace temp table interface_seen as
select distinct interface_id
from record
where interface_id <> '-';
