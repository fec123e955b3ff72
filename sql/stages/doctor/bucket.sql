-- The buckets that flow logs deliver to, with the accounts whose logs they get.
select
  regexp_extract(log_destination, '^arn:[a-z-]+:s3:::([^/]+)', 1) as bucket,
  list(distinct account_id order by account_id) as account_ids
from inventory_flow_log
where is_current and log_destination_type = 's3'
group by all
having bucket <> ''
order by bucket;
