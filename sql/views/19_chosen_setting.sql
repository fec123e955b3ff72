create or replace view chosen_setting as
with
said as (
  -- Never a NULL for from_json, of which DuckDB 1.4 makes a column without a type.
  select unnest(from_json(
    coalesce(getvariable('settings')::varchar, '[]'), '[{"key": "VARCHAR", "value": "VARCHAR"}]'
  )) as entry
)
select s.key as name, s.value as value
from setting s
-- Where the session names its own (from the config file), the file's are those of an earlier run.
where getvariable('settings') is null
  or not (
    starts_with(s.key, 'price/') or starts_with(s.key, 'discount/') or starts_with(s.key, 'acknowledged/')
    or s.key in (select entry.key from said)
  )
union all
select entry.key, entry.value from said;
comment on view chosen_setting is 'The settings that count: own rates, discounts and acknowledgements of the session''s variable settings (a JSON list of key and value, from the config file), else those that the last run kept.';
comment on column chosen_setting.name is 'Name of the setting.';
comment on column chosen_setting.value is 'Its value as text.';
