-- What became of the flow log objects, and how many NAT gateways the inventory shows: why a file holds no hour.
select
  count(*) as objects,
  count(*) filter (where rows_read > rows_rejected) as readable,
  min_by(key, key) filter (where reason is not null) as first_key,
  min_by(reason, key) filter (where reason is not null) as first_reason,
  (select count(*) from inventory_nat_gateway where is_current and state in ('available', 'pending')) as nat_gateways
from ingested_object
where kind = 'flow_log';
