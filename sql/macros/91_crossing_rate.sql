create or replace macro crossing_rate(is_cross_az, source_vpc_id, vpc_id, usd_per_gib) as
  case
    when is_cross_az and coalesce(source_vpc_id = vpc_id, true) then usd_per_gib
    when is_cross_az is not null then usd_per_gib - usd_per_gib
  end::decimal(18, 9);
comment on macro crossing_rate is 'What a GiB between client and gateway pays for crossing AZs: the rate, 0 within an AZ or when the client is in another VPC (it comes through a Transit Gateway, which has no inter-AZ charge), NULL when an AZ or the rate is unknown.';
