create or replace macro transit_rate(source_vpc_id, vpc_id, usd_per_gib) as
  case when source_vpc_id = vpc_id then 0 else usd_per_gib end::decimal(18, 9);
comment on macro transit_rate is 'What a GiB between client and gateway pays for passing a Transit Gateway: 0 within the gateway''s VPC, the rate of transit_path from another VPC, NULL where the way is not known.';
