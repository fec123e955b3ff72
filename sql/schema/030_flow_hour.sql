create table if not exists flow_hour (
  batch_id varchar not null,
  hour timestamp not null,
  flow_log_id varchar not null,
  capture varchar not null,
  nat_gateway_id varchar,
  interface_id varchar,
  client_ip varchar,
  remote_ip varchar,
  remote_port integer,
  protocol integer,
  bytes_out bigint not null,
  bytes_in bigint not null,
  inbound_bytes bigint not null,
  packets bigint not null,
  aws_service varchar
);
comment on table flow_hour is 'Candidates: what each flow log saw cross a NAT gateway, before it is chosen which log counts. The parts of records that span hours stand as rows of their own.';
comment on column flow_hour.batch_id is 'The batch that made the row.';
comment on column flow_hour.hour is 'Start of the hour, UTC.';
comment on column flow_hour.flow_log_id is 'The flow log that saw it.';
comment on column flow_hour.capture is 'How it was seen: nat_eni, regional, next_hop, route or nat_eni_v2; reply for what a client received and whose log names next hops, but none for it.';
comment on column flow_hour.nat_gateway_id is 'The NAT gateway; the ENI id where only the records tell of the gateway. Of a reply, where the route table leads: NULL where nobody knows it.';
comment on column flow_hour.interface_id is 'The ENI that logged it: the gateway''s, or the client''s for next_hop, route and reply; NULL for a regional NAT gateway.';
comment on column flow_hour.client_ip is 'Address of the client behind the gateway, as the packet has it.';
comment on column flow_hour.remote_ip is 'Address of the remote, as the packet has it.';
comment on column flow_hour.remote_port is 'Port of the remote; NULL when both sides are ephemeral (32768 and up).';
comment on column flow_hour.protocol is 'IANA protocol number.';
comment on column flow_hour.bytes_out is 'Bytes from the client to the remote.';
comment on column flow_hour.bytes_in is 'Bytes from the remote to the client.';
comment on column flow_hour.inbound_bytes is 'Bytes of connections that the remote opened through a load balancer; never counted as NAT bytes.';
comment on column flow_hour.packets is 'Packets in both directions.';
comment on column flow_hour.aws_service is 'pkt-*-aws-service of the remote, where the log has it.';
