create table if not exists endpoint_hour (
  batch_id varchar not null,
  hour timestamp not null,
  flow_log_id varchar not null,
  vpc_id varchar,
  interface_id varchar not null,
  path varchar not null,
  remote_ip varchar,
  bytes_out bigint not null,
  bytes_in bigint not null
);
comment on table endpoint_hour is 'What does not cross NAT: traffic at endpoint ENIs, and client records whose traffic path is a gateway endpoint or an internet gateway.';
comment on column endpoint_hour.batch_id is 'The batch that made the row.';
comment on column endpoint_hour.hour is 'Start of the hour, UTC.';
comment on column endpoint_hour.flow_log_id is 'The flow log that saw it.';
comment on column endpoint_hour.vpc_id is 'VPC of the client or of the endpoint.';
comment on column endpoint_hour.interface_id is 'The ENI that logged it.';
comment on column endpoint_hour.path is 'internet_gateway, gateway_endpoint or interface_endpoint.';
comment on column endpoint_hour.remote_ip is 'Address of the remote.';
comment on column endpoint_hour.bytes_out is 'Bytes from the client.';
comment on column endpoint_hour.bytes_in is 'Bytes to the client.';
