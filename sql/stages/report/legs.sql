-- Each leg beside its metric per gateway, over the hours that CloudWatch has points for.
select
  nat_gateway_id,
  sum(l1_bytes)::bigint as l1_bytes,
  sum(bytes_in_from_source)::bigint as bytes_in_from_source,
  sum(l1_bytes) / nullif(sum(bytes_in_from_source), 0) as l1_coverage,
  sum(l4_bytes)::bigint as l4_bytes,
  sum(bytes_out_to_source)::bigint as bytes_out_to_source,
  sum(l4_bytes) / nullif(sum(bytes_out_to_source), 0) as l4_coverage,
  sum(l3_bytes)::bigint as l3_bytes,
  sum(bytes_in_from_destination)::bigint as bytes_in_from_destination,
  sum(l3_bytes) / nullif(sum(bytes_in_from_destination), 0) as l3_coverage
from reconciliation_by_hour($since, $until)
where cloudwatch_bytes is not null
group by nat_gateway_id
order by nat_gateway_id;
