create or replace macro is_closed(t) as
  t < (select max(try_cast(value as timestamp)) from meta where key in ('detail_since', 'retained_since'))
  and t >= (select coalesce(max(try_cast(value as timestamp)), '-infinity'::timestamp) from meta where key = 'closed_from');
comment on macro is_closed is 'Whether the hour t (UTC) is closed: folded or pruned, so that nothing is added to it any more. NULL where nothing is closed.';
