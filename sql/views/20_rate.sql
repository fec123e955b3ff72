create or replace view rate as
with
own as (
  select
    split_part(s.name, '/', 2) as region,
    split_part(s.name, '/', 3) as item,
    max(try_cast(s.value as decimal(18, 9))) as price
  from chosen_setting s
  where s.name like 'price/%/%' and try_cast(s.value as decimal(18, 9)) is not null
  group by all
),
off as (
  select
    split_part(s.name, '/', 2) as region,
    nullif(split_part(s.name, '/', 3), '') as item,
    max(try_cast(s.value as decimal(9, 4))) as percent
  from chosen_setting s
  where s.name like 'discount/%' and try_cast(s.value as decimal(9, 4)) between 0 and 100
  group by all
),
-- The nearest discount counts: of the region and item, of the region, of the item anywhere, of all.
listed as (
  select
    p.*,
    (
      select min_by(o.percent, (o.region = '*', o.item is null))
      from off o
      where o.region in (p.region, '*') and coalesce(o.item, p.item) = p.item
    ) as percent
  from price p
)
select
  coalesce(o.region, p.region) as region,
  coalesce(o.item, p.item) as item,
  coalesce(p.from_gb, 0) as from_gb,
  coalesce(o.price, p.price * (100 - coalesce(p.percent, 0)) / 100)::decimal(18, 9) as price,
  coalesce(p.currency, case when starts_with(o.region, 'cn-') then 'CNY' else 'USD' end) as currency,
  case
    when o.region is not null then 'own rate'
    when p.percent > 0 then
      'list price of ' || strftime(p.as_of, '%Y-%m-%d') || ' less ' || format('{:.4g}', p.percent::double) || ' %'
    else p.source
  end as source,
  case when o.region is null then p.as_of end as as_of
from listed p
full join own o on o.region = p.region and o.item = p.item
-- An own rate takes the place of the first tier, and the others go.
where o.region is null or p.from_gb is null or p.from_gb = 0;
comment on view rate is 'The prices that count: the user''s own rates (setting price/<region>/<item>), else the list less the user''s discount in percent (setting discount/<region or *>, or discount/<region or *>/<item>). An own rate replaces every tier of its item.';
comment on column rate.region is 'Region.';
comment on column rate.item is 'As in price.';
comment on column rate.from_gb is 'Lower edge of the tier in GB of 2^30 bytes a month; 0 where there are no tiers.';
comment on column rate.price is 'Price per hour or per GB of 2^30 bytes.';
comment on column rate.currency is 'USD or CNY; an own rate is taken to be in the currency of the listed price it replaces, else in CNY in China and in USD elsewhere.';
comment on column rate.source is 'Where the price was read; own rate for the user''s, and list price less a percentage for a discount.';
comment on column rate.as_of is 'Date of the source; NULL for an own rate.';
