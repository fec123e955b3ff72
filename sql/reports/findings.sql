create or replace macro findings(since, until) as table
with
found as (
  from finding_flow_logs(since, until)
  union all by name
  from finding_routes(since, until)
  union all by name
  from finding_endpoints(since, until)
  union all by name
  from finding_access(since, until)
  union all by name
  from finding_bypass(since, until)
  union all by name
  from finding_cross_az(since, until)
  union all by name
  from finding_trust(since, until)
)
select check_id, severity, resource_id, title, detail, bytes, usd_per_month, fix
from found
where 'acknowledged/' || check_id not in (select name from chosen_setting)
  and concat('acknowledged/', check_id, '/', resource_id) not in (select name from chosen_setting)
order by
  list_position(['high', 'medium', 'low', 'info'], severity),
  usd_per_month desc nulls last,
  bytes desc nulls last,
  check_id,
  resource_id;
comment on macro table findings is 'What is set up so that it costs money, hides bytes or breaks: one row per check and resource, with the evidence from since to before until and the fix, gravest first. Acknowledged ones (setting acknowledged/<check_id> or acknowledged/<check_id>/<resource_id>) are left out.';
