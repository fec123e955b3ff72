-- The VPCs that NAT gateways' clients sit in: the gateway's own where a subnet routes to it, and those that a Transit Gateway
-- joins with it and that send their default route there (or whose route tables nobody told).
with
gateway as (
  select nat_gateway_id, vpc_id, account_id, region
  from inventory_nat_gateway
  where is_current and state in ('available', 'pending')
),
attached as (
  select distinct resource_id as vpc_id, transit_gateway_id, account_id, region
  from inventory_transit_gateway_attachment
  where is_current and resource_type = 'vpc' and coalesce(state, 'available') in ('available', 'modifying')
),
client as (
  select distinct r.target_id as nat_gateway_id, r.vpc_id, g.account_id, g.region, false as is_behind_transit_gateway
  from inventory_route r
  join gateway g on g.nat_gateway_id = r.target_id
  where r.is_current and r.vpc_id is not null
  union all
  select g.nat_gateway_id, s.vpc_id, s.account_id, s.region, true
  from gateway g
  join attached h on h.vpc_id = g.vpc_id
  join attached s on s.transit_gateway_id = h.transit_gateway_id and s.vpc_id <> h.vpc_id
  where s.vpc_id not in (select vpc_id from inventory_route where is_current and vpc_id is not null)
    or exists (
      from inventory_route r
      where r.is_current and r.vpc_id = s.vpc_id and r.target_id = s.transit_gateway_id
        and r.destination in ('0.0.0.0/0', '::/0', '64:ff9b::/96')
    )
),
asked as (
  select account_id, region
  from inventory_snapshot
  where kind = 'resolver_query_log_config_association'
  qualify row_number() over (partition by account_id, region order by seen_at desc) = 1 and note is null
),
-- The configurations that deliver to S3, of which the first by id can take another VPC.
query_log as (
  select
    account_id, region, resource_id as config_id, content ->> '$.DestinationArn' as destination
  from inventory_item
  where kind = 'resolver_query_log_config' and is_current
    and content ->> '$.Status' = 'CREATED' and contains(content ->> '$.DestinationArn', ':s3:::')
)
select
  c.vpc_id,
  coalesce(v.account_id, max(c.account_id)) as account_id,
  coalesce(v.region, max(c.region)) as region,
  v.name,
  v.vpc_id is not null as is_described,
  list(distinct c.nat_gateway_id order by c.nat_gateway_id) as nat_gateway_ids,
  bool_and(c.is_behind_transit_gateway) as is_behind_transit_gateway,
  exists (from asked a where a.account_id = v.account_id and a.region = v.region) as is_query_log_asked,
  (
    select list({destination: q.destination, status: coalesce(q.association_status, '?')} order by q.destination)
    from inventory_resolver_query_log q
    where q.is_current and q.vpc_id = c.vpc_id
  ) as query_logs,
  (
    select min(q.config_id) from query_log q where q.account_id = v.account_id and q.region = v.region
  ) as query_log_config_id
from client c
left join inventory_vpc v on v.vpc_id = c.vpc_id and v.is_current
group by c.vpc_id, v.account_id, v.region, v.name, v.vpc_id
order by account_id, region, c.vpc_id;
