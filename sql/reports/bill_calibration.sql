create or replace macro bill_calibration(since, until) as table
select
  nat_gateway_id,
  count(*) as days,
  sum(billed_bytes)::double / 1073741824 as billed_gb,
  sum(cloudwatch_bytes)::bigint as cloudwatch_bytes,
  sum(cloudwatch_bytes) / nullif(sum(billed_bytes)::double / 1073741824, 0) as bytes_per_gb
from reconciliation(since, until)
where cloudwatch_bytes is not null and billed_bytes > 0
group by nat_gateway_id
order by nat_gateway_id;
comment on macro table bill_calibration is 'How many bytes of CloudWatch make a billed GB at each NAT gateway, from since to before until, over the days that both know. 2^30 = 1073741824 is what the program prices by.';
