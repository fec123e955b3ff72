-- Hours of what does not cross NAT, of VPCs whose region is told only now.
insert into dirty_hour
select distinct hour
from beside_hour
where remote_name_id is null
  and path <> 'interface_endpoint'
  and vpc_id in (select resource_id from changed_resource where kind = 'vpc');
