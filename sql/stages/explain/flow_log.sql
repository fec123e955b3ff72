-- Rung 5: what the flow logs themselves say (pkt-*-aws-service).
select aws_service, flow_log_id, min(hour) as first_hour, max(hour) as last_hour
from flow_hour
where remote_ip = $address and aws_service is not null
group by all
order by aws_service, flow_log_id;
