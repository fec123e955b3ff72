create table if not exists gateway_evidence (
  interface_id varchar not null,
  address varchar not null,
  leg varchar not null,
  remote_ip varchar not null,
  remote_hash bigint not null,
  account_id varchar,
  region varchar,
  vpc_id varchar,
  subnet_id varchar,
  az_id varchar
);
comment on table gateway_evidence is 'Records that make an unknown ENI look like a NAT gateway. Only the few remotes with the smallest hash are kept per ENI, address and leg, so that any order and any split of the objects gives the same evidence.';
comment on column gateway_evidence.interface_id is 'The ENI.';
comment on column gateway_evidence.address is 'The ENI''s own address in those records.';
comment on column gateway_evidence.leg is 'l1 (a client''s packet to the remote arrives), l2 (the ENI itself sends to the remote) or type (interface-type says nat_gateway).';
comment on column gateway_evidence.remote_ip is 'The remote.';
comment on column gateway_evidence.remote_hash is 'Order of the remotes that are kept.';
comment on column gateway_evidence.account_id is 'account-id of the records.';
comment on column gateway_evidence.region is 'region of the records, else of the file name.';
comment on column gateway_evidence.vpc_id is 'vpc-id of the records.';
comment on column gateway_evidence.subnet_id is 'subnet-id of the records.';
comment on column gateway_evidence.az_id is 'az-id of the records.';
