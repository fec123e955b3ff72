-- From the records grouped by the hour they start in (gateway_record) to hourly groups (gateway_record_hour).
-- A record that spans hours is split pro rata over [start, end) in whole bytes: the remainder goes to the last hour,
-- packets stay in the first. Each is split alone, so it does not matter which records are read together.
create or replace temp table spanning_group as
select row_number() over () as group_number, *
from gateway_record
where spanning is not null and kind <> 8;

create or replace temp table later_share as
with
spanning as (
  select group_number, first_hour, row_number() over () as record_number, record.*
  from (select group_number, first_hour, unnest(spanning) as record from spanning_group)
),
hours as (
  select
    *,
    unnest(range(first_hour, end_second, 3600)) as hour,
    end_second - start_second as seconds
  from spanning
),
shares as (
  select
    group_number, first_hour, record_number, hour, end_second, bytes_out as all_bytes_out, bytes_in as all_bytes_in,
    bytes_out * (least(end_second, hour + 3600) - greatest(start_second, hour)) // seconds as bytes_out,
    bytes_in * (least(end_second, hour + 3600) - greatest(start_second, hour)) // seconds as bytes_in
  from hours
),
settled as (
  select
    group_number, first_hour, hour, end_second,
    case when hour + 3600 < end_second then bytes_out
      else all_bytes_out - (sum(bytes_out) over record - bytes_out) end as bytes_out,
    case when hour + 3600 < end_second then bytes_in
      else all_bytes_in - (sum(bytes_in) over record - bytes_in) end as bytes_in
  from shares
  window record as (partition by record_number)
)
select
  group_number, hour,
  sum(bytes_out)::bigint as bytes_out,
  sum(bytes_in)::bigint as bytes_in,
  max(least(end_second, hour + 3600)) as last_second
from settled
where hour > first_hour
group by group_number, hour;

create or replace temp view gateway_record_hour as
select
  log_number, gateway_number, kind, client_ip, remote_ip, remote_port, protocol, aws_service,
  first_hour as hour, bytes_out, bytes_in, packets, records, first_second, last_second
from gateway_record
where spanning is null and kind <> 8
union all
select
  g.log_number, g.gateway_number, g.kind, g.client_ip, g.remote_ip, g.remote_port, g.protocol,
  g.aws_service, g.first_hour, g.bytes_out - l.bytes_out, g.bytes_in - l.bytes_in, g.packets, g.records,
  g.first_second, g.first_hour + 3600
from spanning_group g
join (
  select group_number, sum(bytes_out)::bigint as bytes_out, sum(bytes_in)::bigint as bytes_in
  from later_share
  group by group_number
) l on l.group_number = g.group_number
union all
select
  g.log_number, g.gateway_number, g.kind, g.client_ip, g.remote_ip, g.remote_port, g.protocol,
  g.aws_service, l.hour, l.bytes_out, l.bytes_in, 0, 0, l.hour, l.last_second
from spanning_group g
join later_share l on l.group_number = g.group_number;
