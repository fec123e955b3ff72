-- The CIDRs of AWS's managed prefix lists that gateway endpoints route. Customers cannot name a list com.amazonaws.
-- The spelling of the IPv6 lists follows AWS's other IPv6 lists (com.amazonaws.<region>.ipv6.ec2-instance-connect).
create or replace temp table gateway_list as
select distinct
  regexp_extract(prefix_list_name, '^(?:cn\.)?com\.amazonaws\.([^.]+)\.', 1) as region,
  regexp_extract(prefix_list_name, '([^.]+)$', 1) as service,
  case when contains(cidr, ':') then 6 else 4 end as family,
  cidr
from inventory_prefix_list_cidr
where is_current
  and regexp_full_match(prefix_list_name, '(?:cn\.)?com\.amazonaws\.[^.]+\.(?:ipv6\.)?(?:s3|dynamodb|s3express)');
