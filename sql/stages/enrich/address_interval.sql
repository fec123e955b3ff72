-- One table of disjoint intervals for both look-ups, per ip-ranges.json that names one of the remotes: where ip-ranges.json or a prefix list begins or ends, another
-- interval begins. It is some thousand rows, so that the many remotes need one ordered join instead of two.
create or replace temp table gateway_list_range as
select
  family,
  first_high::uhugeint * 18446744073709551616::uhugeint + first_low::uhugeint as first_number,
  last_high::uhugeint * 18446744073709551616::uhugeint + last_low::uhugeint as last_number,
  memberships
from gateway_list_read;
create or replace temp table address_interval as
with
file_in_use as (
  select distinct ip_ranges_as_of as as_of from remote_key
),
range_in_use as (
  select r.* from ip_range r where r.as_of in (select as_of from file_in_use)
),
boundary as (
  select as_of, family, first_number from range_in_use
  union
  select f.as_of, l.family, l.first_number from gateway_list_range l cross join file_in_use f
  union
  select as_of, family, last_number + 1 from range_in_use
  where last_number < 340282366920938463463374607431768211455::uhugeint
  union
  select f.as_of, l.family, l.last_number + 1 from gateway_list_range l cross join file_in_use f
  where l.last_number < 340282366920938463463374607431768211455::uhugeint
)
select
  row_number() over (order by b.as_of, b.family, b.first_number)::integer as interval_id,
  coalesce(b.as_of, timestamp '1970-01-01') as as_of,
  b.family,
  b.first_number,
  case when b.first_number <= r.last_number then r.service end as code,
  case when b.first_number <= r.last_number then r.region end as code_region,
  case when b.first_number <= r.last_number then r.memberships end as memberships,
  case when b.first_number <= l.last_number then l.memberships end as lists
from boundary b
asof left join range_in_use r on b.as_of = r.as_of and b.family = r.family and b.first_number >= r.first_number
asof left join gateway_list_range l on b.family = l.family and b.first_number >= l.first_number;
create or replace temp table gateway_list_service as
select region, family, bool_or(service = 's3') as has_s3, bool_or(service = 'dynamodb') as has_dynamodb
from gateway_list
group by region, family;
