-- The ENIs of these records that the inventory does not show. Asked first: it costs little, and usually there are none.
create or replace temp table unsettled_interface as
select interface_id
from interface_seen
anti join settled_interface using (interface_id);
