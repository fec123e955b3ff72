create table if not exists changed_resource (
  kind varchar not null,
  resource_id varchar not null
);
comment on table changed_resource is 'Resources whose known states changed since the hours were last named; empty in a published file.';
comment on column changed_resource.kind is 'Kind of resource.';
comment on column changed_resource.resource_id is 'AWS id of the resource.';
