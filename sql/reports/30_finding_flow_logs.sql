create or replace macro finding_flow_logs(since, until) as table
select
  'no_flow_log' as check_id,
  'high' as severity,
  nat_gateway_id as resource_id,
  'No flow log covers the NAT gateway' as title,
  'No flow log has a record of ' || nat_gateway_id || ' in this window, so its bytes are in no figure.' as detail,
  null::bigint as bytes,
  null::double as usd_per_month,
  'Create a flow log of its VPC that delivers to S3 with all traffic and the fields pkt-srcaddr and pkt-dstaddr.' as fix
from gateway_window(since, until)
where clock_hours > 0 and not is_logged
union all
select
  'skipped_records',
  'medium',
  nat_gateway_id,
  'AWS left records out of the flow log',
  skipdata_records || ' SKIPDATA records at ' || nat_gateway_id || ': AWS lost an unknown number of records, so its bytes'
    || ' are a lower bound.',
  leg_bytes,
  null,
  'Compare with CloudWatch (nat-attrib reconcile); nothing can bring the records back.'
from gateway_window(since, until)
where skipdata_records > 0
union all
select
  'no_packet_addresses',
  'high',
  nat_gateway_id,
  'The flow log does not say where NAT traffic goes',
  'The records of ' || string_agg(distinct flow_log_ids, ', ' order by flow_log_ids) || ' at ' || nat_gateway_id
    || ' lack pkt-srcaddr and pkt-dstaddr, so clients are known but remotes are not.',
  (sum(l1_bytes) + sum(l4_bytes))::bigint,
  null,
  'Create a flow log with the fields pkt-srcaddr and pkt-dstaddr beside it; a flow log''s fields cannot be changed.'
from gateway_hour
where hour >= utc(since) and hour < utc(until) and list_contains(string_split(capture, ','), 'nat_eni_v2')
group by nat_gateway_id
union all
select
  'seen_at_clients_only',
  'medium',
  nat_gateway_id,
  'Only the clients'' flow logs tell of the NAT gateway',
  'The bytes at ' || nat_gateway_id || ' are those of clients that have a flow log (' || string_agg(distinct capture, ', ' order by capture)
    || '); others, and those behind a Transit Gateway or a firewall, are missing.',
  sum(bytes_out + bytes_in)::bigint,
  null,
  'Create a flow log of the gateway with pkt-srcaddr and pkt-dstaddr; of a regional one, with resource-id.'
from nat_service_hour
where hour >= utc(since) and hour < utc(until) and capture in ('next_hop', 'route')
group by nat_gateway_id
union all
select
  'flow_log_rejects_only' as check_id,
  'medium',
  flow_log_id,
  'A flow log holds refused traffic alone',
  flow_log_id || ' on ' || resource_id || ' has the traffic type REJECT, so no byte that passed is in it.',
  null,
  null,
  'Create a flow log with the traffic type ALL; a flow log''s type cannot be changed.'
from inventory_flow_log
where is_current and traffic_type = 'REJECT'
union all
select
  'flow_log_delivery_failed' as check_id,
  'high',
  flow_log_id,
  'A flow log is not delivered',
  flow_log_id || ' on ' || resource_id || ' cannot be delivered to ' || coalesce(log_destination, 'its destination')
    || coalesce(': ' || deliver_error, '') || '.',
  null,
  null,
  'Mend the bucket policy or the role that the error names.'
from inventory_flow_log
where is_current and deliver_status = 'FAILED'
union all
select
  'regional_nat_not_in_format' as check_id,
  'high',
  g.nat_gateway_id,
  'The flow logs cannot tell a regional NAT gateway',
  g.nat_gateway_id || ' is regional, and no flow log of ' || g.vpc_id || ' (' || string_agg(f.flow_log_id, ', ' order by f.flow_log_id)
    || ') has the field resource-id, which alone names it.',
  null,
  null,
  'Create a flow log of the VPC with all fields up to version 9 (resource-id).'
from gateway g
join inventory_flow_log f on f.resource_id = g.vpc_id and f.is_current
where g.availability_mode = 'regional' and g.deleted_at is null
group by g.nat_gateway_id, g.vpc_id
having not bool_or(contains(coalesce(f.log_format, ''), 'resource-id'));
comment on macro table finding_flow_logs is 'Flow logs that keep NAT bytes from being seen: a part of findings.';
