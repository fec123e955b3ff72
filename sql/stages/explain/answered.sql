-- The names that were answered with the address, for what they mean.
create or replace temp table host_name as
select distinct name
from (
  select name from dns_seen where address = $address
  union all
  select unnest(aliases) from dns_seen where address = $address
);
