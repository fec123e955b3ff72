-- Bytes of clients whose address two networks hold, so that nobody is named.
select coalesce(sum(t.bytes_out + t.bytes_in), 0)::bigint as bytes
from nat_service_hour as t
join source as s using (source_id)
where t.hour >= $since and t.hour < $until and s.named_by = 'ambiguous';
