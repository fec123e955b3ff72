create table if not exists context (
  context_id varchar not null,
  content json not null
);
comment on table context is 'The frozen knowledge a batch was reduced with: the NAT gateways, their ENIs and addresses.';
comment on column context.context_id is 'Hash of the content.';
comment on column context.content is 'The context as JSON.';
