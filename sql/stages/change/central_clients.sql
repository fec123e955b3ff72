-- The VPCs that a central endpoint serves, which the recommendation only names in words.
with advice_byte_row as materialized (
  from advice_bytes($since, $until)
)
select region, vpc_id, service_name, client_vpc_ids
from advice_interface_endpoints('advice_byte_row', $since, $until)
where action = 'create_central_endpoint'
order by all;
