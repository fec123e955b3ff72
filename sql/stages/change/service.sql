-- What the newest inventory knows of the services that endpoints can be made for.
select
  service_region as region,
  service_name,
  lower(service_type) as service_type,
  max(list_sort(private_dns_names)) as private_dns_names,
  coalesce(list_sort(list_distinct(flatten(list(list_concat(coalesce(az_ids, []), coalesce(az_names, [])))))), []) as azs,
  bool_and(coalesce(policy_supported, true)) as policy_supported
from inventory_vpc_endpoint_service
where is_current and service_type is not null
group by all
order by all;
