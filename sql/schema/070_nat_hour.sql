create table if not exists source (
  source_id integer not null,
  source_ip varchar,
  source_account_id varchar,
  source_vpc_id varchar,
  source_subnet_id varchar,
  source_az_id varchar,
  interface_id varchar,
  instance_id varchar,
  source_kind varchar,
  source_name varchar,
  source_tags map(varchar, varchar),
  named_by varchar
);
comment on table source is 'Who the clients were: one row per distinct answer.';
comment on column source.source_id is 'Number that nat_hour and nat_service_hour refer to.';
comment on column source.source_ip is 'Address of the client.';
comment on column source.source_account_id is 'Owner of the client.';
comment on column source.source_vpc_id is 'VPC of the client.';
comment on column source.source_subnet_id is 'Subnet of the client.';
comment on column source.source_az_id is 'AZ id of the client.';
comment on column source.interface_id is 'ENI of the client.';
comment on column source.instance_id is 'Instance of the client.';
comment on column source.source_kind is 'What it is: instance, ecs_service, ecs_task, eks_node, eks_pod, interface, or what interface_rule says (lambda, load_balancer and so on); NULL when unknown.';
comment on column source.source_name is 'What people call it.';
comment on column source.source_tags is 'Its tags: of the ENI, the instance and the tag fields of its own records, the last ones first where they disagree.';
comment on column source.named_by is 'flow_log, inventory, subnet, ambiguous (two networks hold the address); NULL when nobody knows.';

create table if not exists remote_name (
  remote_name_id integer not null,
  region varchar,
  remote_ip varchar,
  owner varchar,
  aws_service varchar,
  service varchar,
  service_region varchar,
  hostname varchar,
  evidence varchar not null,
  served_by varchar not null,
  ip_ranges_as_of timestamp,
  dns_key varchar,
  dns_match varchar,
  dns_confidence varchar,
  dns_names varchar[],
  dns_name_count integer,
  dns_service varchar,
  dns_service_region varchar,
  dns_served_by varchar
);
comment on table remote_name is 'What the remotes were: one row per address as seen from a region and, where Resolver query logs tell of it, with what they told. VPCs that were told the same share a row.';
comment on column remote_name.remote_name_id is 'Number that nat_hour refers to.';
comment on column remote_name.region is 'Region of the client.';
comment on column remote_name.remote_ip is 'Address of the remote as routed.';
comment on column remote_name.owner is 'Our own resource that had the address at that time.';
comment on column remote_name.aws_service is 'pkt-*-aws-service of the records.';
comment on column remote_name.service is 'Endpoint short name where known, else the ip-ranges code, own, private, internet, or NULL.';
comment on column remote_name.service_region is 'Region of the service; GLOBAL where AWS says so; NULL for the internet.';
comment on column remote_name.hostname is 'Host name from DNS where one name alone was asked for, or the owner of an own address.';
comment on column remote_name.evidence is 'inventory, dns, prefix_list, ip_ranges, flow_log or none.';
comment on column remote_name.served_by is 'gateway_endpoint, interface_endpoint, own_path, private_path, nat_only or unknown.';
comment on column remote_name.ip_ranges_as_of is 'createDate of the ip-ranges.json that named it: the one nearest to the hour, or to the day''s noon where DNS tells.';
comment on column remote_name.dns_key is 'Hash of what DNS told: the match and the names; NULL where it told nothing.';
comment on column remote_name.dns_match is 'Who was answered: client (the client itself, within 24 hours before), vpc (another client of its VPC, within 24 hours before) or stale (its VPC, up to 72 hours before or 24 hours after).';
comment on column remote_name.dns_confidence is 'high for client, medium for vpc, low for stale.';
comment on column remote_name.dns_names is 'The names that were answered with the address, sorted; ten at the most, one of each meaning first.';
comment on column remote_name.dns_name_count is 'How many names were answered with the address.';
comment on column remote_name.dns_service is 'The endpoint service that all these names mean; NULL where they mean none, or several.';
comment on column remote_name.dns_service_region is 'Region in these names; NULL for global names such as sts.amazonaws.com.';
comment on column remote_name.dns_served_by is 'What would take bytes to these names off NAT, by the names alone; NULL where they disagree or nobody knows.';

create table if not exists nat_hour (
  hour timestamp not null,
  nat_gateway_id varchar not null,
  capture varchar not null,
  source_id integer not null,
  remote_name_id integer not null,
  remote_port integer,
  protocol integer,
  bytes_out bigint not null,
  bytes_in bigint not null,
  packets bigint not null
);
comment on table nat_hour is 'The chosen bytes in full detail; names are references. Read it through the view nat_traffic.';
comment on column nat_hour.hour is 'Start of the hour, UTC.';
comment on column nat_hour.nat_gateway_id is 'The NAT gateway.';
comment on column nat_hour.capture is 'How the bytes were seen.';
comment on column nat_hour.source_id is 'The client, in source.';
comment on column nat_hour.remote_name_id is 'The remote''s name, in remote_name.';
comment on column nat_hour.remote_port is 'Port of the remote; NULL when both sides are ephemeral.';
comment on column nat_hour.protocol is 'IANA protocol number.';
comment on column nat_hour.bytes_out is 'Bytes from the client to the remote.';
comment on column nat_hour.bytes_in is 'Bytes from the remote to the client.';
comment on column nat_hour.packets is 'Packets in both directions.';

create table if not exists nat_service_hour (
  hour timestamp not null,
  nat_gateway_id varchar not null,
  capture varchar not null,
  source_id integer not null,
  service varchar,
  service_region varchar,
  hostname varchar,
  evidence varchar not null,
  dns_confidence varchar,
  served_by varchar not null,
  bytes_out bigint not null,
  bytes_in bigint not null,
  packets bigint not null
);
comment on table nat_service_hour is 'The same bytes folded to hour, gateway, source and service: what the ranking macros read, and all that is kept of old days.';
comment on column nat_service_hour.hour is 'Start of the hour, UTC.';
comment on column nat_service_hour.nat_gateway_id is 'The NAT gateway.';
comment on column nat_service_hour.capture is 'How the bytes were seen.';
comment on column nat_service_hour.source_id is 'The client, in source.';
comment on column nat_service_hour.service is 'As in remote_name.';
comment on column nat_service_hour.service_region is 'As in remote_name.';
comment on column nat_service_hour.hostname is 'As in remote_name.';
comment on column nat_service_hour.evidence is 'As in remote_name.';
comment on column nat_service_hour.dns_confidence is 'As in remote_name, where the evidence is dns; else NULL.';
comment on column nat_service_hour.served_by is 'As in remote_name.';
comment on column nat_service_hour.bytes_out is 'Bytes from the client to the remote.';
comment on column nat_service_hour.bytes_in is 'Bytes from the remote to the client.';
comment on column nat_service_hour.packets is 'Packets in both directions.';

create table if not exists dirty_hour (
  hour timestamp not null
);
comment on table dirty_hour is 'Hours whose derived rows must be rebuilt; empty in a published file.';
comment on column dirty_hour.hour is 'Start of the hour, UTC.';
