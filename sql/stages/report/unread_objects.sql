-- Objects of the window that were not read whole, by what became of them, with the first reason as an example.
select
  case when status = 'failed' and is_closed(object_time) then 'late' else status end as status,
  count(*) as objects,
  sum(rows_rejected)::bigint as rows_rejected,
  strftime(min(object_time), '%Y-%m-%d') as first_day,
  min_by(key, key) as first_key,
  min_by(reason, key) as first_reason
from ingested_object
where
  status <> 'ok'
  -- an object's records may have begun up to an hour before its own time
  and (object_time is null or (object_time >= $since and object_time < $until + interval 1 hour))
group by all
order by status;
