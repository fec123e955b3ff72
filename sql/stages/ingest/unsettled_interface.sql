-- The ENIs of these records that the inventory does not show. Asked first: it costs little, and usually there are none.
create or replace temp table unsettled_interface as
select interface_id
from (select distinct interface_id from record where interface_id <> '-')
anti join settled_interface using (interface_id);
