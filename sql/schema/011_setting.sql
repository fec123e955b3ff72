create table if not exists setting (
  key varchar not null,
  value varchar
);
comment on table setting is 'What the user chose: cross_az_sides (1 or 2), detail_days, own rates as price/<region>/<item>, discounts in percent as discount/<region or *> or discount/<region or *>/<item>, acknowledged recommendations as acknowledged/<id> and findings as acknowledged/<check_id> or acknowledged/<check_id>/<resource_id>, cost_basis (bill or list), coverage_threshold (0.95 unless set).';
comment on column setting.key is 'Name of the setting.';
comment on column setting.value is 'Its value as text.';
