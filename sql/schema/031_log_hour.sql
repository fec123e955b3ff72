create table if not exists log_hour (
  batch_id varchar not null,
  hour timestamp not null,
  flow_log_id varchar not null,
  capture varchar not null,
  nat_gateway_id varchar,
  interface_id varchar,
  account_id varchar,
  region varchar,
  first_second bigint not null,
  last_second bigint not null,
  records bigint not null,
  fields varchar not null,
  l1_bytes bigint not null,
  l2_bytes bigint not null,
  l3_bytes bigint not null,
  l4_bytes bigint not null,
  inbound_bytes bigint not null,
  accept_records bigint not null,
  reject_records bigint not null,
  reject_bytes bigint not null,
  nodata_records bigint not null,
  skipdata_records bigint not null
);
comment on table log_hour is 'What each flow log delivered for a NAT gateway''s interface (or a client''s) in an hour: coverage and the four leg sums.';
comment on column log_hour.batch_id is 'The batch that made the row.';
comment on column log_hour.hour is 'Start of the hour, UTC.';
comment on column log_hour.flow_log_id is 'The flow log.';
comment on column log_hour.capture is 'The capture its records allow at this interface.';
comment on column log_hour.nat_gateway_id is 'The NAT gateway; the ENI id where only the records tell of the gateway; NULL for replies to clients whose route table nobody knows.';
comment on column log_hour.interface_id is 'The ENI that logged, the gateway''s or a client''s; NULL for a regional NAT gateway.';
comment on column log_hour.account_id is 'Account in the file name.';
comment on column log_hour.region is 'Region in the file name.';
comment on column log_hour.first_second is 'First second covered by a record in this hour, unix time.';
comment on column log_hour.last_second is 'Last second (exclusive) covered by a record in this hour, unix time.';
comment on column log_hour.records is 'Records of any status.';
comment on column log_hour.fields is 'The useful fields the log has, comma separated, sorted.';
comment on column log_hour.l1_bytes is 'Client to gateway; at a client''s ENI what it sent through the gateway.';
comment on column log_hour.l2_bytes is 'Gateway to remote.';
comment on column log_hour.l3_bytes is 'Remote to gateway, unsolicited packets included.';
comment on column log_hour.l4_bytes is 'Gateway to client; at a client''s ENI what it received through the gateway.';
comment on column log_hour.inbound_bytes is 'Bytes of connections opened from outside, not counted.';
comment on column log_hour.accept_records is 'Records with action ACCEPT and status OK.';
comment on column log_hour.reject_records is 'Records with action REJECT.';
comment on column log_hour.reject_bytes is 'Bytes of REJECT records, not counted.';
comment on column log_hour.nodata_records is 'NODATA records: nothing happened, which is coverage.';
comment on column log_hour.skipdata_records is 'SKIPDATA records: AWS lost an unknown number of records, so the hour is a lower bound.';
