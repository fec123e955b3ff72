create table if not exists meta (
  key varchar not null,
  value varchar
);
comment on table meta is 'What the file says of itself: schema_version, program_version, generation, base_generation, price_as_of, ip_ranges_as_of, detail_since and closed_from (hours from the one up to the other are kept by service alone), retained_since (hours before it are forgotten).';
comment on column meta.key is 'Name of the fact.';
comment on column meta.value is 'Its value as text; times are UTC, ISO 8601.';
