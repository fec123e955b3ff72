-- What the host names of host_name(name) mean: which endpoint service answers them, where, and what would take their
-- bytes off NAT. First the names that DescribeVpcEndpointServices tells, then the shipped table; in each the whole name
-- before the longest *.tail.
create or replace temp table host_tail as
with
spelled as (
  -- China's names are the others' with another ending.
  select
    name,
    regexp_replace(
      regexp_replace(name, '\.api\.amazonwebservices\.com\.cn$', '.api.aws'), '\.amazonaws\.com\.cn$', '.amazonaws.com'
    ) as plain
  from host_name
),
regioned as (
  select
    name,
    list_last(regexp_extract_all(
      plain, '(?:us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov|us-iso[a-z]?|eusc-de)-(?:north|south|east|west|central)(?:east|west)?-[0-9]'
    )) as region,
    regexp_replace(
      plain,
      '(?:us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov|us-iso[a-z]?|eusc-de)-(?:north|south|east|west|central)(?:east|west)?-[0-9]',
      '{region}', 'g'
    ) as general
  from spelled
),
labelled as (
  select
    name, region, string_split(name, '.') as labels, string_split(general, '.') as general_labels,
    unnest(range(least(len(string_split(name, '.')), len(string_split(general, '.'))))) as cut
  from regioned
)
select
  name,
  region,
  cut,
  case when cut = 0 then '' else '*.' end || array_to_string(labels[cut + 1 :], '.') as tail,
  case when cut = 0 then '' else '*.' end
    || array_to_string(general_labels[len(general_labels) - len(labels) + cut + 1 :], '.') as general_tail,
  general_labels[1] as first_label
from labelled;

create or replace temp table told_host as
select
  lower(pattern) as pattern,
  min(endpoint_service(service_name, service_region)) as service,
  service_region
from (
  select service_name, service_region, unnest(private_dns_names) as pattern
  from inventory_vpc_endpoint_service
  where is_current
)
group by pattern, service_region;

create or replace temp table host_meaning as
with
found as (
  select
    t.name, 1 as rank, t.cut, o.service, o.service_region,
    case when o.service in ('s3', 'dynamodb', 's3express') then 'gateway_endpoint' else 'interface_endpoint' end as served_by,
    null::varchar as note
  from host_tail t
  join told_host o on o.pattern = t.tail
  union all
  select
    t.name, 2, t.cut, endpoint_service(p.service, '{region}'),
    case when p.service is not null then t.region end,
    -- A name without a region is none of a regional endpoint's private DNS names, whatever service answers it.
    case
      when p.served_by = 'interface_endpoint' and t.region is null then 'nat_only'
      else p.served_by
    end,
    case
      when p.served_by = 'interface_endpoint' and t.region is null
        then 'a global name, which a regional endpoint''s private DNS does not answer: let the clients use the regional name'
      else p.note
    end
  from host_tail t
  join hostname_pattern p on p.pattern = t.general_tail or (t.tail <> t.general_tail and p.pattern = t.tail)
  union all
  -- A * that is a part of the first label, as in *-ats.iot.{region}.amazonaws.com.
  select t.name, 2, 1, endpoint_service(p.service, '{region}'), t.region, p.served_by, p.note
  from host_tail t
  join (select *, regexp_extract(pattern, '^\*([^.]+)\.(.*)$', ['ending', 'rest']) as parts from hostname_pattern) p
    on p.parts.rest <> '' and t.general_tail = '*.' || p.parts.rest and ends_with(t.first_label, p.parts.ending)
  where t.cut = 1
),
best as (
  select *
  from found
  qualify row_number() over (partition by name order by rank, cut, service, service_region) = 1
)
select
  n.name,
  b.service,
  b.service_region,
  case
    when b.name is not null then b.served_by
    -- Load balancers and instances are somebody's own hosts behind AWS's names.
    when regexp_matches(n.name, '\.(elb|compute|compute-1)\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$')
      or regexp_matches(n.name, '(^|\.)ec2-[0-9-]+\.') then 'nat_only'
    when regexp_matches(n.name, '(^|\.)(amazonaws\.com|amazonaws\.com\.cn|api\.aws|on\.aws|amazonwebservices\.com\.cn)$') then null
    else 'nat_only'
  end as served_by,
  b.note
from host_name n
left join best b on b.name = n.name;
