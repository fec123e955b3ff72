-- The remotes of remote_to_name that have no name yet, numbered on from the names there are. Input order is
-- irrelevant: the numbers follow the keys.
create or replace temp table remote_key as
select
  (
    coalesce((select max(remote_name_id) from remote_name), 0)
    + row_number() over (order by region, vpc_id, remote_ip, owner, aws_service)
  )::integer as remote_name_id,
  *
from (
  select distinct region, vpc_id, remote_ip, owner, aws_service
  from remote_to_name t
  where not exists (
    from remote_name n
    where n.region is not distinct from t.region
      and n.vpc_id is not distinct from t.vpc_id
      and n.remote_ip is not distinct from t.remote_ip
      and n.owner is not distinct from t.owner
      and n.aws_service is not distinct from t.aws_service
  )
) as unnamed;
