-- The remotes of remote_to_name that have no name yet, numbered on from the names there are. Input order is
-- irrelevant: the numbers follow the keys.
create or replace temp table remote_key as
select
  (
    coalesce((select max(remote_name_id) from remote_name), 0)
    + row_number() over (order by region, remote_ip, owner, aws_service, ip_ranges_as_of)
  )::integer as remote_name_id,
  *,
  null::varchar as dns_key, null::varchar as dns_match, null::varchar as hostname, null::varchar[] as dns_names,
  null::integer as dns_name_count, null::varchar as dns_service, null::varchar as dns_service_region,
  null::varchar as dns_served_by
from (
  select distinct region, remote_ip, owner, aws_service, ip_ranges_as_of
  from remote_to_name t
  where not exists (
    from remote_name n
    where n.region is not distinct from t.region
      and n.remote_ip is not distinct from t.remote_ip
      and n.owner is not distinct from t.owner
      and n.aws_service is not distinct from t.aws_service
      and n.ip_ranges_as_of is not distinct from t.ip_ranges_as_of
      and n.dns_key is null
  )
) as unnamed;
