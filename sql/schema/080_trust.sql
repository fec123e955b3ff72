create table if not exists metric_hour (
  hour timestamp not null,
  account_id varchar not null,
  region varchar not null,
  nat_gateway_id varchar not null,
  metric varchar not null,
  value double not null
);
comment on table metric_hour is 'CloudWatch metrics of AWS/NATGateway per hour, summed over AZs.';
comment on column metric_hour.hour is 'Start of the hour, UTC.';
comment on column metric_hour.account_id is 'Account of the gateway.';
comment on column metric_hour.region is 'Region of the gateway.';
comment on column metric_hour.nat_gateway_id is 'The NAT gateway.';
comment on column metric_hour.metric is 'Name of the metric, as CloudWatch has it.';
comment on column metric_hour.value is 'Sum over the hour; the maximum for the Active and Peak metrics.';

create table if not exists bill_line (
  hour timestamp not null,
  usage_end timestamp,
  account_id varchar,
  region varchar,
  resource_id varchar,
  usage_type varchar not null,
  operation varchar,
  usage_amount double not null,
  unblended_cost double,
  net_cost double,
  currency varchar,
  source varchar not null
);
comment on table bill_line is 'Lines of the bill that speak of NAT gateways and VPC endpoints.';
comment on column bill_line.hour is 'Start of the usage, UTC.';
comment on column bill_line.usage_end is 'End of the usage (exclusive), UTC: an hour, a day or a month later, as the export says; NULL where it does not.';
comment on column bill_line.account_id is 'Account that used it.';
comment on column bill_line.region is 'Region, from the prefix of the usage type, else as the export names it.';
comment on column bill_line.resource_id is 'NAT gateway or endpoint id; NULL where the bill names none.';
comment on column bill_line.usage_type is 'Usage type without the region prefix.';
comment on column bill_line.operation is 'Operation.';
comment on column bill_line.usage_amount is 'Hours or GB, as the usage type says.';
comment on column bill_line.unblended_cost is 'Cost in the bill''s currency.';
comment on column bill_line.net_cost is 'Cost after discounts, where the export tells it; NULL elsewhere.';
comment on column bill_line.currency is 'Currency of the costs.';
comment on column bill_line.source is 'The export it was read from.';
