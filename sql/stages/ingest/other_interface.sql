-- The ENIs of these records that are none of a known NAT gateway. Where only gateways are logged there are none, and the
-- passes over everybody else's records have nothing to find.
create or replace temp table other_interface as
select interface_id
from interface_seen
anti join known_gateway using (interface_id);
