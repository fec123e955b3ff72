-- Add what a shard's records tell of unknown gateways (reduced_gateway_evidence) to the evidence, as evidence.sql does
-- with records.
create or replace temp table evidence_now as
select
  interface_id, address, leg, remote_ip, remote_hash,
  max(account_id) as account_id, max(region) as region, max(vpc_id) as vpc_id, max(subnet_id) as subnet_id,
  max(az_id) as az_id
from (from reduced_gateway_evidence union all from gateway_evidence)
group by interface_id, address, leg, remote_ip, remote_hash
qualify row_number() over (partition by interface_id, address, leg order by remote_hash, remote_ip) <= 16;

delete from gateway_evidence;
insert into gateway_evidence from evidence_now;
