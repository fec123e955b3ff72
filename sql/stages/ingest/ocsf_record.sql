-- ocsf_event: VPC flow logs as Security Lake writes them, its members as columns. The same records as the flow log's own.
-- An endpoint's ip is the packet's address; where the record's own address is another one, it stands in intermediate_ips
-- (src_via, dst_via). The ENI and what belongs to it stand at the source on egress and at the destination on ingress, and
-- at the source where no direction is known. Times are milliseconds.
-- Boundary 4 to 11 is traffic-path 1 to 8; direction and verdict 1 and 2 are ingress and egress, ACCEPT and REJECT.
create or replace temp view ocsf_record as
select
  object_path,
  account_id,
  case when direction_id = 1 then coalesce(dst_interface_id, src_interface_id)
    else coalesce(src_interface_id, dst_interface_id) end as interface_id,
  coalesce(src_via, src_ip) as srcaddr,
  coalesce(dst_via, dst_ip) as dstaddr,
  srcport,
  dstport,
  protocol,
  packets,
  bytes,
  start_millis // 1000 as "start",
  end_millis // 1000 as "end",
  case verdict_id when 1 then 'ACCEPT' when 2 then 'REJECT' else '-' end as action,
  log_status,
  case when direction_id = 1 then coalesce(dst_vpc_id, src_vpc_id) else coalesce(src_vpc_id, dst_vpc_id) end as vpc_id,
  case when direction_id = 1 then coalesce(dst_subnet_id, src_subnet_id)
    else coalesce(src_subnet_id, dst_subnet_id) end as subnet_id,
  case when direction_id = 1 then coalesce(dst_instance_id, src_instance_id)
    else coalesce(src_instance_id, dst_instance_id) end as instance_id,
  src_ip as pkt_srcaddr,
  dst_ip as pkt_dstaddr,
  region,
  az_id,
  pkt_src_aws_service,
  pkt_dst_aws_service,
  case direction_id when 1 then 'ingress' when 2 then 'egress' else '-' end as flow_direction,
  case when boundary_id between 4 and 11 then boundary_id - 3 end as traffic_path,
  ecs_cluster_name,
  ecs_service_name,
  ecs_task_id,
  resource_id,
  instance_tag,
  instance_tag_2,
  interface_tag,
  interface_tag_2,
  asg_tag,
  asg_tag_2,
  interface_type,
  next_hop_interface_id,
  next_hop_az_id,
  next_hop_vpc_id,
  next_hop_interface_type
from ocsf_event;
