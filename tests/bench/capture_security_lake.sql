-- The same records in OCSF 1.1, as Security Lake keeps them; $file is raw Parquet of version 5.
select
  {
    product: {version: '5', name: 'Amazon VPC', feature: {name: 'Flowlogs'}, vendor_name: 'AWS'},
    profiles: ['cloud', 'security_control', 'datetime'],
    version: '1.1.0'
  } as metadata,
  {account: {uid: account_id}, region: region, zone: az_id, provider: 'AWS'} as cloud,
  {
    port: srcport,
    svc_name: pkt_src_aws_service,
    ip: pkt_srcaddr,
    intermediate_ips: case when srcaddr <> pkt_srcaddr then [srcaddr] end,
    interface_uid: case when flow_direction is distinct from 'ingress' then interface_id end,
    vpc_uid: case when flow_direction is distinct from 'ingress' then vpc_id end,
    instance_uid: case when flow_direction is distinct from 'ingress' then instance_id end,
    subnet_uid: case when flow_direction is distinct from 'ingress' then subnet_id end
  } as src_endpoint,
  {
    port: dstport,
    svc_name: pkt_dst_aws_service,
    ip: pkt_dstaddr,
    intermediate_ips: case when dstaddr <> pkt_dstaddr then [dstaddr] end,
    interface_uid: case when flow_direction = 'ingress' then interface_id end,
    vpc_uid: case when flow_direction = 'ingress' then vpc_id end,
    instance_uid: case when flow_direction = 'ingress' then instance_id end,
    subnet_uid: case when flow_direction = 'ingress' then subnet_id end
  } as dst_endpoint,
  {
    protocol_num: protocol,
    tcp_flags: tcp_flags,
    protocol_ver: type,
    boundary_id: coalesce(traffic_path + 3, 99)::integer,
    boundary: '-',
    direction_id: case flow_direction when 'ingress' then 1 when 'egress' then 2 else 99 end,
    direction: '-'
  } as connection_info,
  {packets: packets, bytes: bytes} as traffic,
  "start" * 1000 as time,
  make_timestamp("start" * 1000000) as time_dt,
  make_timestamp("start" * 1000000) as start_time_dt,
  make_timestamp("end" * 1000000) as end_time_dt,
  log_status as status_code,
  4001 as class_uid,
  4 as category_uid,
  case action when 'ACCEPT' then 'Allowed' when 'REJECT' then 'Denied' else '-' end as action,
  case action when 'ACCEPT' then 1 when 'REJECT' then 2 else 99 end as action_id,
  map {'sublocation_id': '-', 'sublocation_type': '-'} as unmapped
from read_parquet($file, hive_partitioning = false)
