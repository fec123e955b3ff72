create table if not exists beside_hour (
  hour timestamp not null,
  vpc_id varchar,
  path varchar not null,
  interface_id varchar,
  remote_name_id integer,
  bytes_out bigint not null,
  bytes_in bigint not null
);
comment on table beside_hour is 'What does not cross NAT, each byte once; names are references. Read it through the view beside_nat.';
comment on column beside_hour.hour is 'Start of the hour, UTC.';
comment on column beside_hour.vpc_id is 'VPC of the client or of the endpoint.';
comment on column beside_hour.path is 'internet_gateway, gateway_endpoint or interface_endpoint.';
comment on column beside_hour.interface_id is 'The interface endpoint''s ENI; NULL on the other paths.';
comment on column beside_hour.remote_name_id is 'The remote''s name, in remote_name; NULL at interface endpoints, and where the region of the VPC is unknown.';
comment on column beside_hour.bytes_out is 'Bytes from the client.';
comment on column beside_hour.bytes_in is 'Bytes to the client.';
