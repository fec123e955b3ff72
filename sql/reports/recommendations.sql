create or replace macro recommendations(since, until) as table
with
-- A macro sees the names of whoever calls it, so what several parts need is made once and handed on by name.
advice_byte_row as materialized (
  from advice_bytes(since, until)
),
advice_gateway_row as materialized (
  from advice_gateway_endpoints('advice_byte_row')
),
advice_interface_row as materialized (
  from advice_interface_endpoints('advice_byte_row', since, until)
),
advice_left_row as materialized (
  from advice_left('advice_byte_row', 'advice_gateway_row', 'advice_interface_row')
),
advice as materialized (
  from advice_own_paths('advice_byte_row')
  union all by name
  from advice_gateway_row
  union all by name
  from advice_interface_row
  union all by name
  from advice_idle_endpoints(since, until)
  union all by name
  from advice_gateways('advice_byte_row', 'advice_left_row', since, until)
),
-- A deleted endpoint sends its bytes to NAT, so no gateway there can go.
settled as (
  select *
  from advice a
  where a.action <> 'remove_nat_gateway'
    or not exists (from advice d where d.action = 'delete_endpoint' and list_contains(d.nat_gateway_ids, a.nat_gateway_ids[1]))
),
-- Where CloudWatch counted more than the flow logs hold, in hours that both know whole, there is more to save.
measured as (
  select
    m.nat_gateway_id,
    sum(m.value) / nullif(sum(g.l1_bytes + g.l4_bytes), 0) as ratio
  from (
    select nat_gateway_id, hour, sum(value) as value
    from metric_hour
    where hour >= utc(since) and hour < utc(until) and metric in ('BytesInFromSource', 'BytesOutToSource')
    group by all
  ) m
  join (
    select nat_gateway_id, hour, sum(l1_bytes) as l1_bytes, sum(l4_bytes) as l4_bytes
    from gateway_hour
    where hour >= utc(since) and hour < utc(until)
    group by all
    having sum(covered_seconds) >= 3600
  ) g on g.nat_gateway_id = m.nat_gateway_id and g.hour = m.hour
  group by m.nat_gateway_id
),
ranged as (
  select
    s.* exclude (because),
    s.because || coalesce(
      (
        select ' CloudWatch counts ' || format('{:.0f}', (max(m.ratio) - 1) * 100)
          || ' % more bytes than the flow logs: up to $'
          || format('{:,.2f}', (s.saving_usd_per_month + s.endpoint_usd_per_month) * max(m.ratio) - s.endpoint_usd_per_month)
          || ' a month, if what they lack is like what they hold.'
        from measured m
        where list_contains(s.nat_gateway_ids, m.nat_gateway_id) and s.monthly_bytes > 0 and m.ratio > 1.05
      ),
      ''
    ) as because
  from settled s
),
named as (
  select
    *,
    left(md5(concat(
      action, '|', coalesce(account_id, ''), '|', coalesce(region, ''), '|', coalesce(vpc_id, ''), '|', coalesce(subject, '')
    )), 12) as id
  from ranged
)
select
  id, action, account_id, region, vpc_id, service_name, vpc_endpoint_id,
  route_table_ids, subnet_ids, az_ids, nat_gateway_ids,
  monthly_bytes::double / 1073741824 as gib_per_month,
  nat_usd_per_month, endpoint_usd_per_month, saving_usd_per_month, break_even_gib_per_month,
  confidence, because
from named
where 'acknowledged/' || id not in (select name from chosen_setting)
order by step, saving_usd_per_month desc nulls last, gib_per_month desc nulls last, id;
comment on macro table recommendations is 'What to change, in the order in which the changes apply: own paths, gateway endpoints, repairs of endpoints, interface endpoints by net saving, endpoints that do not pay, then the gateways'' placement and removal. A month has 730 hours; monthly figures are NULL where a gateway''s flow logs cover under 24 hours, savings are NULL where it has no price. Acknowledged ones (setting acknowledged/<id>) are left out. id stays the same while the advice does, whatever its amounts.';
