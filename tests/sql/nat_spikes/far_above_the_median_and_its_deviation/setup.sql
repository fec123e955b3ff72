-- nat-1 carries 2 to 4 GiB an hour; on the 16th checkout fetches 100 and 200 GiB in two hours, and 5 GiB in another, which
-- is no spike. nat-2 has nothing before the window: its own hours are the usual ones.
insert into gateway_hour by name
select
  hour, nat_gateway_id, 'nat_eni' as capture, 'fl-1' as flow_log_ids, 3600 as covered_seconds, false as is_lower_bound,
  0 as l1_bytes, 0 as l2_bytes, gib::bigint * 1073741824 as l3_bytes, gib::bigint * 1073741824 as l4_bytes,
  0 as unsolicited_bytes, 0 as reject_bytes, 0 as nodata_records, 0 as skipdata_records
from (
  select
    hour,
    'nat-1' as nat_gateway_id,
    case hour
      when timestamp '2026-11-16 14:00' then 100
      when timestamp '2026-11-16 15:00' then 200
      when timestamp '2026-11-16 20:00' then 5
      else 2 + hour(hour) % 3
    end as gib
  from (select unnest(generate_series(timestamp '2026-11-13', timestamp '2026-11-16 23:00', interval 1 hour)) as hour)
  union all
  select hour, 'nat-2', case hour when timestamp '2026-11-16 03:00' then 50 else 1 end
  from (select unnest(generate_series(timestamp '2026-11-16', timestamp '2026-11-16 23:00', interval 1 hour)) as hour)
);

insert into nat_service_hour by name
select
  hour, nat_gateway_id, 'nat_eni' as capture, source_id, service, region as service_region, 'none' as evidence,
  'nat_only' as served_by, 0 as bytes_out, gib::bigint * 1073741824 as bytes_in, 1 as packets
from (values
  (timestamp '2026-11-15 10:00', 'nat-1', 1, 'internet', null, 90),
  (timestamp '2026-11-16 14:00', 'nat-1', 1, 'internet', null, 2),
  (timestamp '2026-11-16 14:00', 'nat-1', 2, 's3', 'eu-west-1', 98),
  (timestamp '2026-11-16 15:00', 'nat-1', 2, 's3', 'eu-west-1', 200),
  (timestamp '2026-11-16 03:00', 'nat-2', 3, 'internet', null, 50)
) as t(hour, nat_gateway_id, source_id, service, region, gib);
