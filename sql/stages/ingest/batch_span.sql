-- What the file names of each batch tell about where and when its records come from, and the subnets and ENIs that its
-- context did not know.
create or replace temp table batch_span as
select
  b.batch_id,
  b.context_id,
  coalesce(list(distinct o.account_id) filter (where o.account_id is not null), []) as accounts,
  case when bool_or(o.region is null) then [] else list(distinct o.region) end as regions,
  case when bool_or(o.object_time is null) then null
    else strftime(max(o.object_time) + interval 1 hour, '%Y-%m-%dT%H:%M:%S') end as newest,
  coalesce((select list(distinct u.place) from unknown_place u where u.batch_id = b.batch_id), []) as unknown
from batch b
join ingested_object o on o.batch_id = b.batch_id
where o.kind = $kind and b.batch_id not in (select batch_id from closed_batch)
group by b.batch_id, b.context_id;
