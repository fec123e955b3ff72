create or replace macro billed(since, until) as table
with
line as (
  select
    *,
    coalesce(net_cost, unblended_cost) as cost,
    usage_type in ('NatGateway-Bytes', 'RegionalNatGateway-Bytes') as is_nat_bytes
  from bill_line
  where hour >= utc(since) and coalesce(usage_end, hour + interval 1 hour) <= utc(until)
),
grouped as (
  select
    account_id,
    region,
    usage_type,
    resource_id,
    currency,
    case when ends_with(usage_type, '-Bytes') then 'GB' when ends_with(usage_type, '-Hours') then 'hours' else 'units' end
      as unit,
    sum(usage_amount::decimal(28, 10))::double as usage_amount,
    sum(cost::decimal(28, 10))::double as cost,
    min(hour) as first_hour,
    max(coalesce(usage_end, hour + interval 1 hour)) as end_hour,
    bool_and(is_nat_bytes) as is_nat_bytes
  from line
  group by all
),
logged as (
  select g.account_id, g.region, g.resource_id, g.usage_type, g.currency, sum(h.l1_bytes + h.l4_bytes)::bigint as bytes
  from grouped g
  join gateway_hour h on h.nat_gateway_id = g.resource_id and h.hour >= g.first_hour and h.hour < g.end_hour
  where g.is_nat_bytes
  group by all
)
select
  g.account_id,
  g.region,
  g.usage_type,
  g.resource_id,
  g.usage_amount,
  g.unit,
  g.cost,
  g.currency,
  g.cost / nullif(g.usage_amount, 0) as cost_per_unit,
  case when g.is_nat_bytes then coalesce(l.bytes, 0) end as flow_log_bytes,
  case when g.is_nat_bytes then coalesce(l.bytes, 0) / nullif(g.usage_amount * 1073741824, 0) end as explained_share
from grouped g
left join logged l
  on l.account_id is not distinct from g.account_id
  and l.region is not distinct from g.region
  and l.resource_id is not distinct from g.resource_id
  and l.currency is not distinct from g.currency
  and l.usage_type = g.usage_type
order by g.cost desc nulls last, g.account_id, g.region, g.usage_type, g.resource_id;
comment on macro table billed is 'What the bill says of NAT gateways and VPC endpoints from since to before until: a row per account, region, usage type and resource, GB and hours apart, with the effective rate and, for processed bytes, what the flow logs tell of them. Lines that reach beyond the window are left out. Dearest first.';
