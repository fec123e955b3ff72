"""A large invented network straight in the tables, for the page: many sources, two weeks, hostile names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.inventory import spread

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(2)>',
    "' onmouseover='alert(3)",
    "<style>*{display:none}</style>",
    '=HYPERLINK("http://x.example")',
    "&lt;b&gt; ]]> <!-- --> \u202egpj.exe\u2028",
)
"""Names that a page, a sheet or a terminal might obey."""

GATEWAYS = """
insert into gateway by name
select
  'nat-0' || repeat(id, 16) as nat_gateway_id, '111122223333' as account_id, 'eu-west-1' as region,
  'vpc-0aaaaaaaaaaaaaaa1' as vpc_id, az as az_id, 'zonal' as availability_mode, 'public' as connectivity_type,
  1 as hourly_azs, timestamp '2026-01-01' as created_at, 'inventory' as known_from
from (values ('a', 'euw1-az1'), ('b', 'euw1-az2'), ('c', 'euw1-az3')) as t(id, az);

insert into price by name
select
  'eu-west-1' as region, item, 0 as from_gb, price, 'USD' as currency, 'AWS Price List' as source,
  date '2026-11-01' as as_of
from (values
  ('nat_gateway_hour', 0.048), ('nat_gateway_gb', 0.048), ('inter_az_gb', 0.01), ('vpc_endpoint_hour', 0.011),
  ('vpc_endpoint_gb', 0.01)
) as t(item, price);

insert into inventory_resource
select
  '111122223333', 'eu-west-1', 'vpc', 'vpc-0aaaaaaaaaaaaaaa1', timestamp '2026-11-01', timestamp '2026-11-20', null,
  '{"VpcId": "vpc-0aaaaaaaaaaaaaaa1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111122223333"}';
"""

ROWS = """
insert into source by name
select
  number::integer as source_id,
  '10.' || (number // 62500) || '.' || (number // 250 % 250) || '.' || (number % 250) as source_ip,
  '111122223333' as source_account_id,
  'vpc-0aaaaaaaaaaaaaaa1' as source_vpc_id,
  'subnet-0' || printf('%016x', number % 12) as source_subnet_id,
  'euw1-az' || (number % 3 + 1) as source_az_id,
  'eni-0' || printf('%016x', number) as interface_id,
  ['instance', 'ecs_service', 'lambda', 'interface'][(number % 4 + 1)::integer] as source_kind,
  coalesce(
    $hostile[(number - 20)::integer],
    ['checkout', 'search', 'batch-etl', 'reporting', 'billing', 'thumbnails', 'gateway', 'mailer']
      [(number % 8 + 1)::integer]
      || case when number <= 8 then '' else '-' || number end
  ) as source_name,
  'inventory' as named_by
from range(1, $sources + 1) as t(number);

-- The first thirty talk all the time, the others in one hour of the week; reporting pulls far more on the Tuesday.
insert into nat_service_hour by name
with service as (
  select * from (values
    (0, 's3', 'eu-west-1', 'prefix_list', 'gateway_endpoint'),
    (1, 'internet', null, 'none', 'nat_only'),
    (2, 'dynamodb', 'eu-west-1', 'prefix_list', 'gateway_endpoint'),
    (3, 'ecr.dkr', 'eu-west-1', 'dns', 'interface_endpoint'),
    (4, 's3', 'us-east-1', 'ip_ranges', 'nat_only'),
    (5, 'logs', 'eu-west-1', 'dns', 'interface_endpoint'),
    (6, 'AMAZON', 'eu-west-1', 'ip_ranges', 'unknown'),
    (7, 'own', null, 'inventory', 'own_path'),
    (8, 'sts', 'eu-west-1', 'dns', 'interface_endpoint'),
    (9, 'CLOUDFRONT', 'GLOBAL', 'ip_ranges', 'nat_only'),
    (10, 'kms', 'eu-west-1', 'dns', 'interface_endpoint'),
    (11, 'EC2', 'eu-west-1', 'ip_ranges', 'unknown'),
    (12, 'secretsmanager', 'eu-west-1', 'dns', 'interface_endpoint'),
    (13, 'EC2', 'us-east-1', 'ip_ranges', 'unknown'),
    (14, 'private', null, 'none', 'private_path'),
    (15, 'sqs', 'eu-west-1', 'dns', 'interface_endpoint'),
    (16, 'monitoring', 'eu-west-1', 'dns', 'interface_endpoint')
  ) as t(service_id, service, service_region, evidence, served_by)
),
talk as (
  select
    source_id,
    hour,
    service_id,
    (4e9 * (1 + hour(hour) % 12) / pow(source_id, 1.1) / pow(service_id + 1, 1.3)
      * case
        when source_id = 3 and service_id = 0
          and hour >= timestamp '2026-11-17 14:00' and hour < timestamp '2026-11-17 19:00' then 60
        else 1
      end
    )::bigint as bytes
  from (
    select source_id, hour, service_id
    from (
      select unnest(generate_series(timestamp '2026-11-09', timestamp '2026-11-22 23:00', interval 1 hour)) as hour
    )
    cross join source
    cross join (select service_id from service)
    where source_id <= 30 and (source_id + service_id) % 3 <> 1
    union all
    select source_id, timestamp '2026-11-16' + to_hours((source_id % 168)::integer), service_id
    from source
    cross join (select service_id from service)
    where source_id > 30 and service_id in (source_id % 17, source_id % 3)
  )
)
select
  hour,
  'nat-0' || repeat(['a', 'b', 'c', 'a'][(source_id % 4 + 1)::integer], 16) as nat_gateway_id,
  'nat_eni' as capture,
  source_id, service, service_region, evidence, served_by,
  bytes // 5 as bytes_out, bytes - bytes // 5 as bytes_in, 1 as packets
from talk
join service using (service_id)
where bytes > 0;

insert into gateway_hour by name
select
  hour, nat_gateway_id, 'nat_eni' as capture, 'fl-0aaaaaaaaaaaaaaa1' as flow_log_ids, 3600 as covered_seconds,
  false as is_lower_bound, sum(bytes_out)::bigint as l1_bytes, sum(bytes_out)::bigint as l2_bytes,
  sum(bytes_in)::bigint as l3_bytes, sum(bytes_in)::bigint as l4_bytes, 0 as unsolicited_bytes, 0 as reject_bytes,
  0 as nodata_records, 0 as skipdata_records
from nat_service_hour
group by hour, nat_gateway_id;

insert into metric_hour
select hour, '111122223333', 'eu-west-1', nat_gateway_id, metric, value
from (
  select
    hour, nat_gateway_id,
    unnest([
      ('BytesInFromSource', floor(l1_bytes * factor)),
      ('BytesOutToSource', floor(l4_bytes * factor)),
      ('BytesInFromDestination', floor(l3_bytes * factor)),
      (
        'ErrorPortAllocation',
        case when hour = timestamp '2026-11-18 03:00' and ends_with(nat_gateway_id, 'b') then 41 else 0 end
      )
    ]) as pair,
    pair[1] as metric, pair[2] as value
  from (select *, case when ends_with(nat_gateway_id, 'c') then 1.09 else 1.004 end as factor from gateway_hour)
);
"""


def fill(duck: Duck, sources: int) -> Duck:
    """Fill an empty file with two weeks of a network of so many sources."""
    duck.execute(GATEWAYS)
    for statement in ROWS.split(";\n"):
        if statement.strip():
            values = {"hostile": list(HOSTILE), "sources": sources}
            duck.execute(statement, **{name: value for name, value in values.items() if f"${name}" in statement})
    spread(duck)
    return duck
