create or replace macro recommendations(since, until) as table
with
advice as (
  from advice_own_paths(since, until)
  union all by name
  from advice_gateway_endpoints(since, until)
  union all by name
  from advice_interface_endpoints(since, until)
)
select
  left(md5(concat(
    action, '|', coalesce(account_id, ''), '|', coalesce(region, ''), '|', coalesce(vpc_id, ''), '|', coalesce(subject, '')
  )), 12) as id,
  action, account_id, region, vpc_id, service_name, vpc_endpoint_id,
  route_table_ids, subnet_ids, az_ids, nat_gateway_ids,
  monthly_bytes::double / 1073741824 as gib_per_month,
  nat_usd_per_month, endpoint_usd_per_month, saving_usd_per_month, break_even_gib_per_month,
  confidence, because
from advice
order by step, saving_usd_per_month desc nulls last, gib_per_month desc nulls last, id;
comment on macro table recommendations is 'What to change, in the order in which the changes apply: own paths, gateway endpoints, repairs of endpoints, interface endpoints by net saving. A month has 730 hours; monthly figures are NULL where a gateway''s flow logs cover under 24 hours, savings are NULL where it has no price. id stays the same while the advice does, whatever its amounts.';
