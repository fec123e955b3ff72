create table if not exists endpoint_hour (
  batch_id varchar not null,
  hour timestamp not null,
  flow_log_id varchar not null,
  vpc_id varchar,
  interface_id varchar not null,
  path varchar not null,
  remote_ip varchar,
  bytes_out bigint not null,
  bytes_in bigint not null,
  first_second bigint not null,
  last_second bigint not null
);
comment on table endpoint_hour is 'Candidates of what does not cross NAT: traffic at endpoint ENIs, client records whose traffic path is a gateway endpoint or an internet gateway, and records that may answer those.';
comment on column endpoint_hour.batch_id is 'The batch that made the row.';
comment on column endpoint_hour.hour is 'Start of the hour, UTC.';
comment on column endpoint_hour.flow_log_id is 'The flow log that saw it.';
comment on column endpoint_hour.vpc_id is 'VPC of the client or of the endpoint.';
comment on column endpoint_hour.interface_id is 'The ENI that logged it.';
comment on column endpoint_hour.path is 'internet_gateway, gateway_endpoint, interface_endpoint, or reply: it came from where one of the first two leads, and counts where the same ENI sent to the same remote by one.';
comment on column endpoint_hour.remote_ip is 'Address of the remote; NULL at endpoint ENIs.';
comment on column endpoint_hour.bytes_out is 'Bytes from the client.';
comment on column endpoint_hour.bytes_in is 'Bytes to the client.';
comment on column endpoint_hour.first_second is 'First second covered by its records in this hour, unix time.';
comment on column endpoint_hour.last_second is 'Last second (exclusive) covered by its records in this hour, unix time.';
