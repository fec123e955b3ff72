-- The tag values that version 11 fields tell of each address, percent-decoded, by flow log: {"fl-0a...": {"instance-tag":
-- "shop"}}. What their keys are is in the flow log's description. Values can be wrong at first, so the hour's last one counts.
create or replace temp table tag_seen as
with
valued as (
  select
    r."start" - r."start" % 3600 as hour, r.srcaddr, r.interface_id, o.flow_log_id, r."start" as second,
    unnest([
      {field: 'instance-tag', value: r.instance_tag}, {field: 'instance-tag-2', value: r.instance_tag_2},
      {field: 'interface-tag', value: r.interface_tag}, {field: 'interface-tag-2', value: r.interface_tag_2},
      {field: 'asg-tag', value: r.asg_tag}, {field: 'asg-tag-2', value: r.asg_tag_2}
    ], recursive := true)
  from record r
  join object o on o.path = r.object_path
  where r.flow_direction = 'egress' and r."start" between 1262304000 and 4102444800 and r.interface_id <> '-'
),
last_value as (
  select hour, srcaddr, interface_id, flow_log_id, field, max({second: second, value: value}).value as value
  from valued
  where value is not null and value <> '-'
  group by all
),
by_log as (
  select
    hour, srcaddr, interface_id, flow_log_id,
    map_from_entries(list({key: field, value: url_decode(value)} order by field)) as fields
  from last_value
  group by hour, srcaddr, interface_id, flow_log_id
)
select
  hour, srcaddr, interface_id, map_from_entries(list({key: flow_log_id, value: fields} order by flow_log_id))::json as tags
from by_log
group by hour, srcaddr, interface_id;
