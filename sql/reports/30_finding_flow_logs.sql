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
where hour >= utc(since) and hour < utc(until) and capture = 'nat_eni_v2'
group by nat_gateway_id;
comment on macro table finding_flow_logs is 'Flow logs that keep NAT bytes from being seen: a part of findings.';
