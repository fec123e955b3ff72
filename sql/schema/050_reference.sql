create table if not exists price (
  region varchar not null,
  item varchar not null,
  from_gb double not null,
  price decimal(18, 9) not null,
  currency varchar not null,
  source varchar not null,
  as_of date not null
);
comment on table price is 'List prices per region. The user''s own rates are rows of setting; the view rate holds what counts.';
comment on column price.region is 'Region.';
comment on column price.item is 'nat_gateway_hour, nat_gateway_gb, regional_nat_gateway_hour (per AZ) and regional_nat_gateway_gb (where a regional NAT gateway has prices of its own), inter_az_gb (one side), vpc_endpoint_hour (per AZ), vpc_endpoint_gb (tiered), transit_gateway_hour, transit_gateway_gb, public_ipv4_hour, internet_out_gb, flow_log_s3_gb (delivery), flow_log_parquet_gb (conversion).';
comment on column price.from_gb is 'Lower edge of the tier in GB (2^30 bytes) a month; 0 where there are no tiers.';
comment on column price.price is 'Price per hour or per GB of 2^30 bytes.';
comment on column price.currency is 'USD or CNY.';
comment on column price.source is 'Where the price was read.';
comment on column price.as_of is 'Date of the source.';

create table if not exists ip_range (
  as_of timestamp not null,
  source varchar not null,
  family integer not null,
  first_number uhugeint not null,
  last_number uhugeint not null,
  service varchar not null,
  region varchar not null,
  memberships varchar[] not null
);
comment on table ip_range is 'ip-ranges.json flattened to disjoint intervals: the region of the longest prefix, the most specific service.';
comment on column ip_range.as_of is 'createDate of the file, UTC.';
comment on column ip_range.source is 'Where the file came from.';
comment on column ip_range.family is '4 or 6.';
comment on column ip_range.first_number is 'First address as a number, see address_number().';
comment on column ip_range.last_number is 'Last address as a number.';
comment on column ip_range.service is 'A named service over EC2 over AMAZON.';
comment on column ip_range.region is 'Region of the longest prefix; GLOBAL where AWS says so.';
comment on column ip_range.memberships is 'Every service/region whose prefixes hold the interval, such as S3/us-east-1.';

create table if not exists endpoint_service (
  region varchar not null,
  service varchar not null,
  types varchar not null,
  source varchar not null,
  as_of date not null
);
comment on table endpoint_service is 'Which endpoint services there are in which region, where DescribeVpcEndpointServices did not tell of the region.';
comment on column endpoint_service.region is 'Region; * where it is not known which regions have it.';
comment on column endpoint_service.service is 'Endpoint short name, such as sts or ecr.dkr.';
comment on column endpoint_service.types is 'Gateway, Interface, or both with a +.';
comment on column endpoint_service.source is 'Where it was read.';
comment on column endpoint_service.as_of is 'Date of the source.';

create table if not exists privatelink_vendor (
  vendor varchar not null,
  pattern varchar not null,
  service_names_at varchar not null,
  note varchar,
  source varchar not null,
  as_of date not null
);
comment on table privatelink_vendor is 'Companies whose services can be reached through an interface endpoint of AWS PrivateLink instead of NAT.';
comment on column privatelink_vendor.vendor is 'What the company is called.';
comment on column privatelink_vendor.pattern is 'Host name, or *. and the end of host names, that its customers send to.';
comment on column privatelink_vendor.service_names_at is 'Where its endpoint service names are published or given out.';
comment on column privatelink_vendor.note is 'What to know before; NULL for nothing.';
comment on column privatelink_vendor.source is 'Where it was read.';
comment on column privatelink_vendor.as_of is 'Date of the source.';

create table if not exists hostname_pattern (
  pattern varchar not null,
  service varchar,
  served_by varchar,
  note varchar,
  confidence varchar not null,
  source varchar not null,
  as_of date not null
);
comment on table hostname_pattern is 'Which endpoint service answers which host names, where DescribeVpcEndpointServices does not tell.';
comment on column hostname_pattern.pattern is 'Host name with {region} for the region code and * for one or more labels.';
comment on column hostname_pattern.service is 'Endpoint short name, such as sts or ecr.dkr; NULL when no endpoint serves the host.';
comment on column hostname_pattern.served_by is 'gateway_endpoint, interface_endpoint or nat_only; NULL where it is not known.';
comment on column hostname_pattern.note is 'What helps instead, where no endpoint does.';
comment on column hostname_pattern.confidence is 'documented, derived, general_knowledge or guess.';
comment on column hostname_pattern.source is 'Where the pair was read.';
comment on column hostname_pattern.as_of is 'Date of the source.';
