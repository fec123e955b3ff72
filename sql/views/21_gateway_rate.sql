create or replace view gateway_rate as
with
sides as (
  select coalesce(max(try_cast(s.value as integer)), 2) as sides from setting s where s.key = 'cross_az_sides'
),
region_rate as (
  select
    region,
    min(currency) as currency,
    max(price) filter (where item = 'nat_gateway_gb') as nat_gb,
    max(price) filter (where item = 'nat_gateway_hour') as nat_hour,
    max(price) filter (where item = 'inter_az_gb') as inter_az_gb,
    max(source) filter (where item = 'nat_gateway_gb') as source,
    max(as_of) filter (where item = 'nat_gateway_gb') as as_of
  from rate
  where from_gb = 0
  group by region
),
judged as (
  select
    g.nat_gateway_id,
    r.*,
    case
      when g.unpriced_reason is not null then g.unpriced_reason
      when g.region is null then 'the region of the gateway is unknown'
      when r.nat_gb is null then 'no price of NAT gateways is known for ' || g.region
      when r.currency <> 'USD' then 'prices in ' || g.region || ' are in ' || r.currency || ', not USD'
    end as reason
  from gateway g
  left join region_rate r on r.region = g.region
)
select
  j.nat_gateway_id,
  case when j.reason is null then j.nat_gb end as nat_usd_per_gib,
  case when j.reason is null then j.nat_hour end as nat_usd_per_hour,
  case when j.currency = 'USD' then (j.inter_az_gb * s.sides)::decimal(18, 9) end as inter_az_usd_per_gib_crossing,
  j.reason,
  j.source as price_source,
  j.as_of as price_as_of
from judged j
cross join sides s;
comment on view gateway_rate is 'What a GiB and an hour cost at each NAT gateway, or why that is not known.';
comment on column gateway_rate.nat_gateway_id is 'The NAT gateway.';
comment on column gateway_rate.nat_usd_per_gib is 'Data processing per GiB, both directions; NULL with a reason.';
comment on column gateway_rate.nat_usd_per_hour is 'Price of an hour in one AZ; NULL with a reason.';
comment on column gateway_rate.inter_az_usd_per_gib_crossing is 'What a GiB pays that crosses from the client''s AZ to the gateway''s: the inter-AZ rate times the setting cross_az_sides (2 unless set).';
comment on column gateway_rate.reason is 'Why the gateway has no price, in words; NULL when it has one.';
comment on column gateway_rate.price_source is 'Where the price per GiB was read.';
comment on column gateway_rate.price_as_of is 'Date of that source; NULL for an own rate.';
