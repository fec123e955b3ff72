create or replace view nat_traffic as
with
kept as (
  select
    n.hour, n.nat_gateway_id, n.capture, n.source_id, r.remote_ip, n.remote_port, n.protocol,
    r.service, r.service_region, r.hostname, r.evidence,
    case when r.evidence = 'dns' then r.dns_confidence end as dns_confidence, r.served_by,
    n.bytes_out, n.bytes_in, n.packets
  from nat_hour n
  left join remote_name r on r.remote_name_id = n.remote_name_id
  union all
  select
    f.hour, f.nat_gateway_id, f.capture, f.source_id, null, null, null,
    f.service, f.service_region, f.hostname, f.evidence, f.dns_confidence, f.served_by,
    f.bytes_out, f.bytes_in, f.packets
  from nat_service_hour f
  where is_closed(f.hour)
),
named as (
  select
    k.*,
    k.bytes_out + k.bytes_in as bytes,
    g.account_id, g.region, g.vpc_id, g.az_id as nat_az_id,
    s.source_ip, s.source_account_id, s.source_vpc_id, s.source_subnet_id, s.source_az_id,
    s.interface_id, s.instance_id, s.source_kind, s.source_name, s.source_tags,
    case when g.availability_mode = 'zonal' then s.source_az_id <> g.az_id end as is_cross_az,
    p.nat_usd_per_gib::double as nat_usd_per_gib,
    p.inter_az_usd_per_gib_crossing,
    t.tgw_usd_per_gib
  from kept k
  left join source s on s.source_id = k.source_id
  left join gateway g on g.nat_gateway_id = k.nat_gateway_id
  left join gateway_rate p on p.nat_gateway_id = k.nat_gateway_id
  left join transit_path t on t.nat_gateway_id = k.nat_gateway_id and t.source_vpc_id = s.source_vpc_id
)
select
  hour, account_id, region, vpc_id, nat_gateway_id, nat_az_id,
  source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id,
  interface_id, instance_id, source_kind, source_name, source_tags,
  remote_ip, remote_port, protocol, service, service_region, hostname, evidence, dns_confidence, served_by, capture,
  bytes_out, bytes_in, bytes, packets, is_cross_az,
  bytes * nat_usd_per_gib / 1073741824 as nat_usd,
  bytes * crossing_rate(is_cross_az, source_vpc_id, vpc_id, inter_az_usd_per_gib_crossing)::double / 1073741824
    as cross_az_usd,
  bytes * transit_rate(source_vpc_id, vpc_id, tgw_usd_per_gib)::double / 1073741824 as tgw_usd
from named;
comment on view nat_traffic is 'What crossed NAT: a row per hour, gateway, source, remote, port and protocol; before the detailed days, a row per hour, gateway, source and service with remote_ip, remote_port and protocol NULL.';
comment on column nat_traffic.hour is 'Start of the hour, UTC.';
comment on column nat_traffic.account_id is 'Owner of the NAT gateway.';
comment on column nat_traffic.region is 'Region of the NAT gateway.';
comment on column nat_traffic.vpc_id is 'VPC of the NAT gateway.';
comment on column nat_traffic.nat_gateway_id is 'The NAT gateway; the ENI id where only the records tell of the gateway.';
comment on column nat_traffic.nat_az_id is 'AZ id of the NAT gateway; NULL for a regional one.';
comment on column nat_traffic.source_ip is 'Address of the client.';
comment on column nat_traffic.source_account_id is 'Owner of the client.';
comment on column nat_traffic.source_vpc_id is 'VPC of the client.';
comment on column nat_traffic.source_subnet_id is 'Subnet of the client.';
comment on column nat_traffic.source_az_id is 'AZ id of the client.';
comment on column nat_traffic.interface_id is 'ENI of the client.';
comment on column nat_traffic.instance_id is 'Instance of the client.';
comment on column nat_traffic.source_kind is 'What the client is: instance, ecs_service, ecs_task, eks_node, eks_pod, interface, or what interface_rule says (lambda, load_balancer and so on); NULL when unknown.';
comment on column nat_traffic.source_name is 'What people call the client.';
comment on column nat_traffic.source_tags is 'Tags of the client.';
comment on column nat_traffic.remote_ip is 'Address of the remote; NULL in folded rows.';
comment on column nat_traffic.remote_port is 'Port of the remote; NULL when both sides are ephemeral and in folded rows.';
comment on column nat_traffic.protocol is 'IANA protocol number; NULL in folded rows.';
comment on column nat_traffic.service is 'Endpoint short name where known, else the ip-ranges code, own, private, internet, or NULL.';
comment on column nat_traffic.service_region is 'Region of the service; GLOBAL where AWS says so; NULL for the internet.';
comment on column nat_traffic.hostname is 'Host name from DNS, or the owner of an own address.';
comment on column nat_traffic.evidence is 'How the remote is known: inventory, dns, prefix_list, ip_ranges, flow_log or none.';
comment on column nat_traffic.dns_confidence is 'How sure a name from DNS is: high (the client itself was answered, within 24 hours before), medium (another client of its VPC was) or low (a stale answer); NULL where the evidence is not dns.';
comment on column nat_traffic.served_by is 'What would take the bytes off NAT: gateway_endpoint, interface_endpoint, own_path, private_path, nat_only or unknown.';
comment on column nat_traffic.capture is 'How the bytes were seen: nat_eni, regional, next_hop, route or nat_eni_v2.';
comment on column nat_traffic.bytes_out is 'Bytes from the client to the remote.';
comment on column nat_traffic.bytes_in is 'Bytes from the remote to the client.';
comment on column nat_traffic.bytes is 'Bytes in both directions: what the gateway bills.';
comment on column nat_traffic.packets is 'Packets in both directions.';
comment on column nat_traffic.is_cross_az is 'Whether the client sits in another AZ than the gateway; NULL when either AZ is unknown and for regional gateways.';
comment on column nat_traffic.nat_usd is 'Data processing charge; NULL where the gateway has no price, see gateway_rate.';
comment on column nat_traffic.cross_az_usd is 'Inter-AZ charge between client and gateway; 0 for clients in another VPC, whose Transit Gateway has none; NULL when is_cross_az is.';
comment on column nat_traffic.tgw_usd is 'Transit Gateway charge for what comes from another VPC; 0 for clients in the gateway''s own VPC; NULL where the way is not known.';
