-- Keep the lines of one file that speak of NAT gateways and interface endpoints.
-- Usage types have the region's billing code in front, or none in us-east-1, and are matched whole: NatGateway-Hours is a part of
-- RegionalNatGateway-Hours. NAT gateways are billed under AmazonEC2, endpoints under AmazonVPC. Credits, taxes and discounts
-- that stand on lines of their own are not usage.
insert into bill_read
with
spoken as (
  select
    *,
    regexp_extract(
      usage_type,
      '^(?:([A-Z0-9]+)-)?((?:Regional)?NatGateway-(?:Hours|Bytes|Prvd-Gbps|Prvd-Bytes)|VpcEndpoint-(?:Hours|Bytes))$',
      ['prefix', 'name']
    ) as meant
  from bill_file
  where usage_type like '%NatGateway-%' or usage_type like '%VpcEndpoint-%'
),
kept as (
  select
    *,
    try_cast(started as timestamp) as start_time,
    try_cast(ended as timestamp) as end_time,
    try_cast(amount as double) as usage_amount
  from spoken
  where meant.name <> ''
    and coalesce(line_type, 'Usage') = 'Usage'
    and coalesce(nullif(product, ''), case when starts_with(meant.name, 'Vpc') then 'AmazonVPC' else 'AmazonEC2' end)
      = case when starts_with(meant.name, 'Vpc') then 'AmazonVPC' else 'AmazonEC2' end
)
select
  date_trunc('hour', k.start_time),
  k.end_time,
  lpad(nullif(k.account, ''), 12, '0'),
  coalesce(p.region, nullif(k.region, '')),
  nullif(regexp_extract(k.resource, '(?:nat|vpce)-[0-9a-f]+'), ''),
  k.meant.name,
  nullif(k.operation, ''),
  k.usage_amount,
  try_cast(k.cost as double),
  try_cast(k.net_cost as double),
  upper(nullif(k.currency, '')),
  k.start_time is null or k.usage_amount is null
from kept k
left join usage_prefix p on p.prefix = coalesce(nullif(k.meant.prefix, ''), '-');
