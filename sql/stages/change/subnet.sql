-- The AZ of every subnet of the newest inventory.
select subnet_id, vpc_id, az_id, az_name, cidr_block
from inventory_subnet
where is_current
qualify row_number() over (partition by subnet_id order by account_id) = 1
order by subnet_id;
