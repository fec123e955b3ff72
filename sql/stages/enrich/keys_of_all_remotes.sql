create or replace temp table remote_key as
select
  remote_name_id, region, remote_ip, owner, aws_service, ip_ranges_as_of,
  dns_key, dns_match, case when dns_key is not null then hostname end as hostname, dns_names, dns_name_count,
  dns_service, dns_service_region, dns_served_by
from remote_name;
