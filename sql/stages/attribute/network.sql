-- What the inventory tells, read once for all days: the views parse AWS's answers anew each time they are asked.

-- The first state of an address also holds for the time before anybody looked.
create or replace temp table address_state as
select distinct
  vpc_id, address, interface_id, account_id, subnet_id,
  case when seen_from = min(seen_from) over (partition by vpc_id, address) then timestamp '1970-01-01' else seen_from end
    as valid_from,
  coalesce(gone_at, timestamp '9999-12-31') as valid_to
from inventory_interface_address
where address is not null;

create or replace temp table subnet_range as
select distinct c.vpc_id, c.subnet_id, cidr_family(c.cidr) as family, cidr_first(c.cidr) as first_number,
  cidr_last(c.cidr) as last_number
from inventory_subnet_cidr c;

create or replace temp table vpc_range as
select distinct vpc_id, cidr_family(cidr) as family, cidr_first(cidr) as first_number, cidr_last(cidr) as last_number
from inventory_vpc_cidr;

create or replace temp table interface_told as
select interface_id, vpc_id, account_id, subnet_id, az_id, instance_id, interface_type, description, tags
from inventory_network_interface
qualify row_number() over (partition by interface_id order by seen_to desc, account_id, region) = 1;

create or replace temp table instance_told as
select instance_id, name, tags
from inventory_instance
qualify row_number() over (partition by instance_id order by seen_to desc, account_id, region) = 1;

create or replace temp table subnet_told as
select subnet_id, account_id, az_id
from inventory_subnet
qualify row_number() over (partition by subnet_id order by seen_to desc, account_id, region) = 1;

create or replace temp table vpc_told as
select vpc_id, max(account_id) as account_id from inventory_vpc group by vpc_id;

-- Public addresses of our own, by who had them when.
create or replace temp table own_address as
with
held as (
  select a.public_ip, coalesce(nullif(n.description, ''), a.interface_id) as owner, a.seen_from, a.gone_at
  from inventory_interface_address a
  left join (
    select interface_id, max(description) as description from inventory_network_interface group by interface_id
  ) n on n.interface_id = a.interface_id
  where a.public_ip is not null
),
-- An elastic IP that an ENI holds is named by its ENI.
states as (
  select * from held
  union
  select public_ip, coalesce(name, allocation_id), seen_from, gone_at
  from inventory_elastic_ip
  where public_ip is not null and public_ip not in (select public_ip from held)
)
-- The first state also holds for the time before anybody looked.
select
  public_ip as address, owner,
  case when seen_from = min(seen_from) over (partition by public_ip) then timestamp '1970-01-01' else seen_from end
    as valid_from,
  coalesce(gone_at, timestamp '9999-12-31') as valid_to
from states;
