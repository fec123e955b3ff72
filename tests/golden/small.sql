-- A day of two gateways, small enough to check with a pencil: 1 GiB = 1073741824 bytes, $0.05 a GiB, $0.02 a GiB that crosses AZs.
insert into gateway by name
select * from (values
  ('nat-0aaaaaaaaaaaaaaa1', '111122223333', 'ap-east-1', 'vpc-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa1', 'ape1-az1', 'zonal', 'public', 1, timestamp '2026-01-01', null::timestamp, null, 'inventory'),
  ('nat-0bbbbbbbbbbbbbbb2', '111122223333', 'ap-east-1', 'vpc-0aaaaaaaaaaaaaaa1', 'subnet-0aaaaaaaaaaaaaaa3', 'ape1-az3', 'zonal', 'public', 1, timestamp '2026-01-01', null::timestamp, 'provisioned bandwidth has its own rate', 'inventory')
) as t(nat_gateway_id, account_id, region, vpc_id, subnet_id, az_id, availability_mode, connectivity_type, hourly_azs, created_at, deleted_at, unpriced_reason, known_from);

insert into gateway_hour by name
select
  hour, nat_gateway_id, 'nat_eni' as capture, 'fl-0aaaaaaaaaaaaaaa1' as flow_log_ids,
  if(is_first and hour < timestamp '2026-05-01 02:00', 1800, 3600) as covered_seconds,
  is_first and hour < timestamp '2026-05-01 02:00' as is_lower_bound,
  0 as l1_bytes, 0 as l2_bytes, if(is_first, 1073741824, 0) as l3_bytes, 0 as l4_bytes, if(is_first, 1073741824, 0) as unsolicited_bytes,
  0 as reject_bytes, 0 as nodata_records, if(is_first and hour = timestamp '2026-05-01 01:00', 3, 0) as skipdata_records
from (select unnest(generate_series(timestamp '2026-05-01', timestamp '2026-05-01 23:00', interval 1 hour)) as hour)
cross join (values ('nat-0aaaaaaaaaaaaaaa1', true), ('nat-0bbbbbbbbbbbbbbb2', false)) as g(nat_gateway_id, is_first);

insert into source by name
select * from (values
  (1, '10.0.1.10', '111122223333', 'vpc-0aaaaaaaaaaaaaaa1', 'subnet-0ccccccccccccccc1', 'ape1-az1', 'eni-0aaaaaaaaaaaaaaa1', 'i-0aaaaaaaaaaaaaaa1', 'instance', 'checkout', map {'team': 'shop'}, 'flow_log'),
  (2, '10.0.2.20', '111122223333', 'vpc-0aaaaaaaaaaaaaaa1', 'subnet-0ccccccccccccccc3', 'ape1-az3', 'eni-0aaaaaaaaaaaaaaa2', null, 'ecs_service', 'a-service-with-a-name-that-is-much-longer-than-any-terminal-has-room-for-blue', map {'team': 'shop'}, 'inventory'),
  (3, '10.0.1.30', '111122223333', 'vpc-0aaaaaaaaaaaaaaa1', 'subnet-0ccccccccccccccc1', 'ape1-az1', 'eni-0aaaaaaaaaaaaaaa3', null, 'lambda', '=cmd|''/C calc''!A0', map {'team': '@SUM(1+1)'}, 'inventory'),
  (4, '10.0.1.40', '111122223333', 'vpc-0aaaaaaaaaaaaaaa1', 'subnet-0ccccccccccccccc1', 'ape1-az1', 'eni-0aaaaaaaaaaaaaaa4', null, 'instance', chr(27) || '[31mred' || chr(27) || '[0m' || chr(7), null, 'inventory'),
  (5, '10.0.1.50', '111122223333', 'vpc-0aaaaaaaaaaaaaaa1', 'subnet-0ccccccccccccccc1', 'ape1-az1', 'eni-0aaaaaaaaaaaaaaa5', null, 'instance', '<script>alert(1)</script> | @team #1 [x](http://a.example)', null, 'inventory'),
  (6, '10.0.1.60', '111122223333', 'vpc-0aaaaaaaaaaaaaaa1', 'subnet-0ccccccccccccccc1', 'ape1-az1', 'eni-0aaaaaaaaaaaaaaa6', null, 'instance', 'invoice' || chr(8238) || 'gpj.exe' || chr(10) || 'next', null, 'inventory'),
  (7, '10.0.1.70', '111122223333', 'vpc-0aaaaaaaaaaaaaaa1', 'subnet-0ccccccccccccccc1', 'ape1-az1', 'eni-0aaaaaaaaaaaaaaa7', null, 'instance', '支付服务', null, 'inventory'),
  (8, null, null, null, null, null, null, null, null, null, null, null),
  (9, '10.9.0.9', null, null, null, null, null, null, null, null, null, 'ambiguous')
) as t(source_id, source_ip, source_account_id, source_vpc_id, source_subnet_id, source_az_id, interface_id, instance_id, source_kind, source_name, source_tags, named_by);

insert into nat_service_hour by name
select
  timestamp '2026-05-01' + to_hours(hour_of_day) as hour, nat_gateway_id, 'nat_eni' as capture, source_id, service, service_region, hostname, evidence, served_by,
  gib_out::bigint * 1073741824 as bytes_out, gib_in::bigint * 1073741824 as bytes_in, packets
from (values
  ( 0, 'nat-0aaaaaaaaaaaaaaa1', 1, 's3', 'ap-east-1', null, 'prefix_list', 'gateway_endpoint', 100, 300, 400),
  ( 5, 'nat-0aaaaaaaaaaaaaaa1', 1, 's3', 'ap-east-1', null, 'prefix_list', 'gateway_endpoint', 0, 100, 100),
  ( 6, 'nat-0aaaaaaaaaaaaaaa1', 2, 's3', 'ap-east-1', null, 'prefix_list', 'gateway_endpoint', 50, 150, 200),
  ( 7, 'nat-0aaaaaaaaaaaaaaa1', 2, 'AMAZON', 'ap-east-1', null, 'ip_ranges', 'unknown', 10, 40, 50),
  ( 8, 'nat-0aaaaaaaaaaaaaaa1', 3, 'internet', null, '-2+3.example.com', 'dns', 'nat_only', 1, 49, 50),
  ( 9, 'nat-0aaaaaaaaaaaaaaa1', 4, 'internet', null, null, 'none', 'nat_only', 20, 20, 40),
  (10, 'nat-0aaaaaaaaaaaaaaa1', 5, 'sts', 'ap-east-1', 'sts.ap-east-1.amazonaws.com', 'dns', 'interface_endpoint', 5, 25, 30),
  (11, 'nat-0aaaaaaaaaaaaaaa1', 6, 'own', null, 'www.shop.example', 'inventory', 'own_path', 20, 0, 20),
  (12, 'nat-0aaaaaaaaaaaaaaa1', 7, 's3', 'eu-west-1', null, 'ip_ranges', 'nat_only', 9, 1, 10),
  (13, 'nat-0aaaaaaaaaaaaaaa1', 8, null, null, null, 'none', 'unknown', 0, 5, 5),
  (14, 'nat-0bbbbbbbbbbbbbbb2', 9, 'internet', null, null, 'none', 'nat_only', 5, 5, 10),
  (23, 'nat-0bbbbbbbbbbbbbbb2', 2, 'dynamodb', 'ap-east-1', null, 'prefix_list', 'gateway_endpoint', 2, 3, 5)
) as t(hour_of_day, nat_gateway_id, source_id, service, service_region, hostname, evidence, served_by, gib_out, gib_in, packets);

insert into price by name
select 'ap-east-1' as region, item, 0 as from_gb, price, 'USD' as currency, 'AWS Price List' as source, date '2026-04-01' as as_of
from (values ('nat_gateway_hour', 0.05), ('nat_gateway_gb', 0.05), ('inter_az_gb', 0.01), ('vpc_endpoint_hour', 0.01), ('vpc_endpoint_gb', 0.01)) as t(item, price);

insert into ip_range by name
select timestamp '2026-04-30 12:00' as as_of, 'the table that ships with the program' as source, 4 as family, 0::uhugeint as first_number, 1::uhugeint as last_number, 'AMAZON' as service, 'GLOBAL' as region, ['AMAZON/GLOBAL'] as memberships;

insert into ingested_object by name
select
  key as object_id, 's3://logs' as source, key, null as etag, 100 as size_bytes, '111122223333' as account_id, 'ap-east-1' as region, 'fl-0aaaaaaaaaaaaaaa1' as flow_log_id,
  object_time, null as batch_id, status, 10 as rows_read, rows_rejected, reason, '0.1.0' as program_version
from (values
  ('a.log.gz', timestamp '2026-05-01 03:00', 'ok', 0, null),
  ('b.log.gz', timestamp '2026-05-01 04:00', 'failed', 0, 'the gzip stream ends too early'),
  ('c' || chr(27) || '.log.gz', timestamp '2026-05-01 04:05', 'failed', 0, 'empty'),
  ('d.parquet', null, 'refused', 0, 'the column bytes is missing; add ${bytes} to the format.'),
  ('e.log.gz', timestamp '2026-05-01 05:00', 'partial', 2, 'line 7 has 3 fields'),
  ('old.log.gz', timestamp '2026-04-01 05:00', 'failed', 0, 'long ago')
) as t(key, object_time, status, rows_rejected, reason);
