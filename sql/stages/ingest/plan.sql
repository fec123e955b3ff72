-- listed: the objects of one kind under the sources. What of them is new, and which batches hold an older copy of one.
create or replace temp table closed_batch as
select distinct batch_id
from log_hour
where is_closed(hour)
  -- What pruning left is only there for the hours after it.
  and hour >= (
    select coalesce(max(try_cast(value as timestamp)), '-infinity'::timestamp) from meta where key = 'retained_since'
  );

-- Not read: days that are closed take nothing in.
create or replace temp table late_object as
select
  l.object_id,
  -- Query logs only name; and what was pruned was forgotten on purpose.
  o.object_id is null and $kind = 'flow_log' and l.object_time >= (
    select coalesce(max(try_cast(value as timestamp)), '-infinity'::timestamp) from meta where key = 'retained_since'
  ) as is_new
from listed l
left join ingested_object o on o.object_id = l.object_id
where is_closed(l.object_time) and (
  o.object_id is null
  or o.status = 'failed'
  or (o.status = 'refused' and o.program_version <> $program_version)
  or o.size_bytes <> l.size_bytes
);

create or replace temp table replaced_batch as
with
-- Two joins, since one on either of two keys compares every object with every other.
outdated as (
  select o.batch_id
  from ingested_object o
  join listed l on l.object_id = o.object_id
  where l.size_bytes <> o.size_bytes and o.kind = $kind
  union
  -- A file without an AWS name that grew in its place: its size is part of its identity.
  -- Its batch, read again, reads it as it is now.
  select o.batch_id
  from ingested_object o
  join listed l on l.source = o.source and l.key = o.key
  where l.object_id <> o.object_id and o.kind = $kind
)
select batch_id
from outdated
where batch_id is not null and batch_id not in (select batch_id from closed_batch);

create or replace temp table new_object as
select l.object_id
from listed l
left join ingested_object o on o.object_id = l.object_id
where l.object_id not in (select object_id from late_object) and (
  (
    o.object_id is null
    and not exists (
      from ingested_object grown
      where grown.source = l.source and grown.key = l.key and grown.kind = $kind and grown.batch_id is not null
    )
  )
  or o.status = 'failed'
  or (o.status = 'refused' and (o.program_version <> $program_version or o.size_bytes <> l.size_bytes))
);

-- Read before at another place. Where its path and size are all that tell it from others, it may be another file.
create or replace temp table read_elsewhere as
select l.object_id, o.source, o.kind, o.key, o.size_bytes, o.etag
from listed l
join ingested_object o on o.object_id = l.object_id and o.kind = $kind
-- What failed or was refused there may be read here.
where o.status in ('ok', 'partial')
  and (o.source <> l.source or o.key <> l.key)
  and ends_with(l.object_id, '#' || l.size_bytes);
