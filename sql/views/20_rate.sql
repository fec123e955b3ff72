create or replace view rate as
with
own as (
  select
    split_part(s.key, '/', 2) as region,
    split_part(s.key, '/', 3) as item,
    max(try_cast(s.value as decimal(18, 9))) as price
  from setting s
  where s.key like 'price/%/%' and try_cast(s.value as decimal(18, 9)) is not null
  group by all
),
currencies as (
  select region, min(currency) as currency from price group by region
)
select
  o.region,
  o.item,
  0::double as from_gb,
  o.price,
  coalesce(c.currency, 'USD') as currency,
  'own rate' as source,
  null::date as as_of
from own o
left join currencies c on c.region = o.region
union all
select p.region, p.item, p.from_gb, p.price, p.currency, p.source, p.as_of
from price p
left join own o on o.region = p.region and o.item = p.item
where o.region is null;
comment on view rate is 'The prices that count: the user''s own rates (setting price/<region>/<item>), else the list. An own rate replaces every tier of its item.';
comment on column rate.region is 'Region.';
comment on column rate.item is 'As in price.';
comment on column rate.from_gb is 'Lower edge of the tier in GB of 2^30 bytes a month; 0 where there are no tiers.';
comment on column rate.price is 'Price per hour or per GB of 2^30 bytes.';
comment on column rate.currency is 'USD or CNY; an own rate is taken to be in the currency of its region''s list.';
comment on column rate.source is 'Where the price was read; own rate for the user''s.';
comment on column rate.as_of is 'Date of the source; NULL for an own rate.';
