select vpc_id, confidence, regexp_extract(because, 'The names of .* stale') as said
from recommendations('2026-11-16', '2026-12-17')
where action = 'create_interface_endpoint'
order by vpc_id;
