create or replace macro is_closed(t) as
  coalesce(t < (select max(try_cast(value as timestamp)) from meta where key = 'retained_since'), false)
  or coalesce(
    t < (select max(try_cast(value as timestamp)) from meta where key = 'detail_since')
    and t >= (select coalesce(max(try_cast(value as timestamp)), '-infinity'::timestamp) from meta where key = 'closed_from'),
    false
  );
comment on macro is_closed is 'Whether the hour t (UTC) is closed: folded or pruned, so that nothing is added to it any more.';
