-- Hours that a change of the inventory can name better: a client was unknown, or the hour is not older than the change.
insert into dirty_hour
select distinct n.hour
from nat_service_hour n
join source s on s.source_id = n.source_id
where s.interface_id is null or n.hour >= date_trunc('hour', $inventory_changed_at::timestamp)
union
-- Whose region is told only now.
select distinct hour from beside_hour where remote_name_id is null and path <> 'interface_endpoint';
