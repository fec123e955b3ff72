create or replace view gateway_rate as
with
sides as (
  select coalesce(max(try_cast(s.value as integer)), 2) as sides from chosen_setting s where s.name = 'cross_az_sides'
),
-- The variable is for one session, as of a report with --cost-basis; the setting is for good.
basis as (
  select coalesce(getvariable('cost_basis')::varchar, max(s.value), 'bill') as basis from chosen_setting s where s.name = 'cost_basis'
),
region_rate as (
  select
    region,
    min(currency) as currency,
    max(price) filter (where item = 'nat_gateway_gb') as nat_gb,
    max(price) filter (where item = 'nat_gateway_hour') as nat_hour,
    max(price) filter (where item = 'inter_az_gb') as inter_az_gb,
    max(source) filter (where item = 'nat_gateway_gb') as source,
    max(as_of) filter (where item = 'nat_gateway_gb') as as_of,
    max(price) filter (where item = 'regional_nat_gateway_gb') as regional_gb,
    max(price) filter (where item = 'regional_nat_gateway_hour') as regional_hour,
    max(source) filter (where item = 'regional_nat_gateway_gb') as regional_source,
    max(as_of) filter (where item = 'regional_nat_gateway_gb') as regional_as_of
  from rate
  where from_gb = 0
  group by region
),
-- Of each gateway's newest month: what a GB and an hour really cost. Without resource ids, those of its account and region.
bill_month as (
  select
    resource_id, account_id, region, usage_type, usage_amount, hour,
    coalesce(net_cost, unblended_cost) as cost,
    date_trunc('month', hour) = date_trunc('month', max(hour) over (partition by resource_id, account_id, region)) as is_newest
  from bill_line
  where currency = 'USD'
    and usage_type in ('NatGateway-Bytes', 'RegionalNatGateway-Bytes', 'NatGateway-Hours', 'RegionalNatGateway-Hours')
    and (select basis from basis) <> 'list'
),
bill_rate as (
  select
    resource_id, account_id, region,
    sum(cost) filter (where ends_with(usage_type, '-Bytes'))
      / nullif(sum(usage_amount) filter (where ends_with(usage_type, '-Bytes')), 0) as gb,
    sum(cost) filter (where ends_with(usage_type, '-Hours'))
      / nullif(sum(usage_amount) filter (where ends_with(usage_type, '-Hours')), 0) as hour,
    max(hour)::date as as_of
  from bill_month
  where is_newest
  group by resource_id, account_id, region
),
found as (
  select
    g.nat_gateway_id,
    g.region as gateway_region,
    g.unpriced_reason,
    coalesce(g.availability_mode = 'regional', false) as is_regional,
    r.currency,
    r.inter_az_gb,
    -- A regional gateway has a price of its own where the list tells it, else that of zonal ones.
    case when is_regional and r.regional_gb is not null then r.regional_gb else r.nat_gb end as nat_gb,
    case when is_regional and r.regional_hour is not null then r.regional_hour else r.nat_hour end as nat_hour,
    case when is_regional and r.regional_gb is not null then r.regional_source else r.source end as source,
    case when is_regional and r.regional_gb is not null then r.regional_as_of else r.as_of end as as_of,
    coalesce(own.gb, place.gb)::decimal(18, 9) as billed_gb,
    coalesce(own.hour, place.hour)::decimal(18, 9) as billed_hour,
    case when own.gb is not null then own.as_of else place.as_of end as billed_as_of
  from gateway g
  left join region_rate r on r.region = g.region
  left join bill_rate own on own.resource_id = g.nat_gateway_id
  left join bill_rate place
    on place.resource_id is null and place.account_id = g.account_id and place.region = g.region
),
judged as (
  select
    *,
    case
      when billed_gb is not null then null
      when unpriced_reason is not null then unpriced_reason
      when gateway_region is null then 'the region of the gateway is unknown'
      when nat_gb is null then 'no price of NAT gateways is known for ' || gateway_region
      when currency <> 'USD' then 'prices in ' || gateway_region || ' are in ' || currency || ', not USD'
    end as reason
  from found
)
select
  j.nat_gateway_id,
  case when j.reason is null then coalesce(j.billed_gb, j.nat_gb) end as nat_usd_per_gib,
  case when j.reason is null then coalesce(j.billed_hour, case when j.currency = 'USD' then j.nat_hour end) end
    as nat_usd_per_hour,
  case when j.currency = 'USD' then (j.inter_az_gb * s.sides)::decimal(18, 9) end as inter_az_usd_per_gib_crossing,
  j.reason,
  case when j.billed_gb is not null then 'the bill' else j.source end as price_source,
  case when j.billed_gb is not null then j.billed_as_of else j.as_of end as price_as_of
from judged j
cross join sides s;
comment on view gateway_rate is 'What a GiB and an hour cost at each NAT gateway, or why that is not known: the effective rate of the bill''s newest month where there is one (unless the setting or the variable cost_basis says list), else the list price.';
comment on column gateway_rate.nat_gateway_id is 'The NAT gateway.';
comment on column gateway_rate.nat_usd_per_gib is 'Data processing per GiB, both directions; NULL with a reason.';
comment on column gateway_rate.nat_usd_per_hour is 'Price of an hour in one AZ; NULL with a reason.';
comment on column gateway_rate.inter_az_usd_per_gib_crossing is 'What a GiB pays that crosses from the client''s AZ to the gateway''s: the inter-AZ rate times the setting cross_az_sides (2 unless set).';
comment on column gateway_rate.reason is 'Why the gateway has no price, in words; NULL when it has one.';
comment on column gateway_rate.price_source is 'Where the price per GiB was read; the bill for an effective rate.';
comment on column gateway_rate.price_as_of is 'Date of that source, the last billed day of an effective rate; NULL for an own rate.';
