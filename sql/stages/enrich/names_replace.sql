update remote_name
set
  service = n.service,
  service_region = n.service_region,
  hostname = case when n.evidence = 'inventory' then remote_name.owner else remote_name.hostname end,
  evidence = n.evidence,
  served_by = n.served_by
from remote_renamed n
where n.remote_name_id = remote_name.remote_name_id;
