-- The remotes whose name is another than before.
create or replace temp table remote_renamed as
select n.*
from remote_named n
join remote_name o using (remote_name_id)
where (n.service, n.service_region, n.evidence, n.served_by)
  is distinct from (o.service, o.service_region, o.evidence, o.served_by);
