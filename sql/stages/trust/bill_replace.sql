-- An export tells months whole, so its lines take the place of all that is known of the same months and accounts, whoever
-- told it, and of what the same place told before: two exports of one bill never add up.
delete from bill_line
where (date_trunc('month', hour), coalesce(account_id, '')) in (
    select (date_trunc('month', hour), coalesce(account_id, '')) from bill_read where not is_bad
  )
  or (source = $source and date_trunc('month', hour) in (select date_trunc('month', hour) from bill_read where not is_bad));

insert into bill_line by name
select
  hour, usage_end, account_id, region, resource_id, usage_type, operation,
  sum(usage_amount::decimal(28, 12))::double as usage_amount,
  sum(unblended_cost::decimal(28, 12))::double as unblended_cost,
  sum(net_cost::decimal(28, 12))::double as net_cost,
  currency,
  $source as source
from bill_read
where not is_bad
group by all
order by hour, account_id, region, resource_id, usage_type, operation;

drop table bill_read;
