-- Which unknown ENIs look like NAT gateways: a client's packet to the remote arrives (l1), and the ENI itself sends to
-- the same remote (l2). Of the remotes the sixteen with the smallest hash are kept per ENI, address and leg: both legs of
-- a gateway keep the same ones, and neither the order nor the split of the objects matters.
create or replace temp table evidence_now as
with
half as (
  select
    r.interface_id,
    case when r.dstaddr <> r.pkt_dstaddr then r.dstaddr else r.srcaddr end as address,
    case when r.dstaddr <> r.pkt_dstaddr then 'l1' else 'l2' end as leg,
    r.pkt_dstaddr as remote_ip,
    max(r.account_id) as account_id,
    max(r.region) as region,
    max(r.vpc_id) as vpc_id,
    max(r.subnet_id) as subnet_id,
    max(r.az_id) as az_id
  from record r
  where r.interface_id in (select interface_id from unsettled_interface)
    and r.srcaddr = r.pkt_srcaddr
    and r.action = 'ACCEPT'
    and r.srcaddr <> '-'
    and r.pkt_dstaddr <> '-'
    -- A gateway's ENI is AWS's, not an instance's; and where the log has interface-type, that decides.
    and coalesce(r.instance_id, '-') = '-'
    and coalesce(r.interface_type, 'nat_gateway') = 'nat_gateway'
    and (r.dstaddr <> r.pkt_dstaddr or coalesce(r.flow_direction, 'egress') = 'egress')
  group by all
),
hashed as (
  select *, ('0x' || left(md5(remote_ip), 15))::bigint as remote_hash
  from half
),
all_evidence as (
  select interface_id, address, leg, remote_ip, remote_hash,
    nullif(nullif(account_id, '-'), 'unknown') as account_id, nullif(region, '-') as region, nullif(vpc_id, '-') as vpc_id,
    nullif(subnet_id, '-') as subnet_id, nullif(az_id, '-') as az_id
  from hashed
  union all
  from gateway_evidence
)
select
  interface_id, address, leg, remote_ip, remote_hash,
  max(account_id) as account_id, max(region) as region, max(vpc_id) as vpc_id, max(subnet_id) as subnet_id,
  max(az_id) as az_id
from all_evidence
group by interface_id, address, leg, remote_ip, remote_hash
qualify row_number() over (partition by interface_id, address, leg order by remote_hash, remote_ip) <= 16;

delete from gateway_evidence;
insert into gateway_evidence from evidence_now;
