-- The lines that are read, before they take the place of older ones.
create or replace temp table bill_read (
  hour timestamp,
  usage_end timestamp,
  account_id varchar,
  region varchar,
  resource_id varchar,
  usage_type varchar,
  operation varchar,
  usage_amount double,
  unblended_cost double,
  net_cost double,
  currency varchar,
  is_bad boolean
);
