create table if not exists gateway (
  nat_gateway_id varchar not null,
  account_id varchar,
  region varchar,
  vpc_id varchar,
  subnet_id varchar,
  az_id varchar,
  availability_mode varchar not null,
  connectivity_type varchar not null,
  hourly_azs integer not null,
  created_at timestamp,
  deleted_at timestamp,
  unpriced_reason varchar,
  known_from varchar not null
);
comment on table gateway is 'Every NAT gateway the numbers speak of, one row each.';
comment on column gateway.nat_gateway_id is 'The NAT gateway; the ENI id where only the records tell of the gateway.';
comment on column gateway.account_id is 'Owner.';
comment on column gateway.region is 'Region.';
comment on column gateway.vpc_id is 'VPC.';
comment on column gateway.subnet_id is 'Subnet; NULL for a regional NAT gateway.';
comment on column gateway.az_id is 'AZ id; NULL for a regional NAT gateway.';
comment on column gateway.availability_mode is 'zonal or regional.';
comment on column gateway.connectivity_type is 'public or private.';
comment on column gateway.hourly_azs is 'How many AZs its hours are billed in; 1 for a regional NAT gateway whose AZs nothing tells.';
comment on column gateway.created_at is 'Creation, UTC.';
comment on column gateway.deleted_at is 'Deletion, or the first snapshot without it, UTC.';
comment on column gateway.unpriced_reason is 'Why the list rate does not hold (provisioned bandwidth, Network Firewall waiver); NULL when it does.';
comment on column gateway.known_from is 'inventory or flow_log.';

create table if not exists gateway_hour (
  hour timestamp not null,
  nat_gateway_id varchar not null,
  capture varchar not null,
  flow_log_ids varchar not null,
  covered_seconds integer not null,
  is_lower_bound boolean not null,
  l1_bytes bigint not null,
  l2_bytes bigint not null,
  l3_bytes bigint not null,
  l4_bytes bigint not null,
  unsolicited_bytes bigint not null,
  reject_bytes bigint not null,
  nodata_records bigint not null,
  skipdata_records bigint not null
);
comment on table gateway_hour is 'What the chosen flow logs cover of a NAT gateway in an hour.';
comment on column gateway_hour.hour is 'Start of the hour, UTC.';
comment on column gateway_hour.nat_gateway_id is 'The NAT gateway.';
comment on column gateway_hour.capture is 'Captures of the chosen logs, comma separated.';
comment on column gateway_hour.flow_log_ids is 'The flow logs that count, comma separated.';
comment on column gateway_hour.covered_seconds is 'Seconds of the hour that the chosen logs cover.';
comment on column gateway_hour.is_lower_bound is 'Whether bytes may be missing: uncovered seconds, SKIPDATA, or a capture that sees only what it can tell (nat_eni_v2, next_hop, route).';
comment on column gateway_hour.l1_bytes is 'Client to gateway, counted; what the clients'' own ENIs tell where those count.';
comment on column gateway_hour.l2_bytes is 'Gateway to remote.';
comment on column gateway_hour.l3_bytes is 'Remote to gateway.';
comment on column gateway_hour.l4_bytes is 'Gateway to client, counted; what the clients'' own ENIs tell where those count.';
comment on column gateway_hour.unsolicited_bytes is 'max(0, L3 - L4): what arrived from outside and went to no client.';
comment on column gateway_hour.reject_bytes is 'Bytes of REJECT records, not counted.';
comment on column gateway_hour.nodata_records is 'NODATA records.';
comment on column gateway_hour.skipdata_records is 'SKIPDATA records.';

create table if not exists chosen_log (
  hour timestamp not null,
  nat_gateway_id varchar not null,
  interface_id varchar,
  flow_log_id varchar not null,
  capture varchar not null,
  first_second bigint not null,
  last_second bigint not null,
  left_out_bytes_out bigint not null,
  left_out_bytes_in bigint not null,
  client_bytes_out bigint not null,
  client_bytes_in bigint not null
);
comment on table chosen_log is 'Which flow log counts for a gateway in an hour. Several logs may cover one ENI, and several captures one client; their bytes are never added.';
comment on column chosen_log.hour is 'Start of the hour, UTC.';
comment on column chosen_log.nat_gateway_id is 'The NAT gateway.';
comment on column chosen_log.interface_id is 'The gateway''s ENI that logged; NULL for a regional NAT gateway, and for the clients'' own ENIs (next_hop, route).';
comment on column chosen_log.flow_log_id is 'The flow log that counts.';
comment on column chosen_log.capture is 'Its capture.';
comment on column chosen_log.first_second is 'First second covered by a record that counts, unix time.';
comment on column chosen_log.last_second is 'Last second (exclusive) covered by a record that counts, unix time.';
comment on column chosen_log.left_out_bytes_out is 'Bytes out of clients that another capture tells better in this hour: not counted.';
comment on column chosen_log.left_out_bytes_in is 'Bytes in of clients that another capture tells better in this hour: not counted.';
comment on column chosen_log.client_bytes_out is 'Bytes out that the clients'' own ENIs tell (next_hop, route).';
comment on column chosen_log.client_bytes_in is 'Bytes in that the clients'' own ENIs tell (next_hop, route).';
