create table if not exists inventory_network_interface (
  interface_id varchar,
  vpc_id varchar,
  subnet_id varchar,
  az_name varchar,
  az_id varchar,
  interface_type varchar,
  description varchar,
  requester_managed boolean,
  requester_id varchar,
  instance_id varchar,
  attachment_owner_id varchar,
  attached_at timestamp,
  device_index integer,
  private_ip varchar,
  public_ip varchar,
  status varchar,
  source_dest_check boolean,
  security_group_ids varchar[],
  name varchar,
  tags map(varchar, varchar),
  account_id varchar,
  region varchar,
  seen_from timestamp,
  seen_to timestamp,
  gone_at timestamp,
  is_current boolean
);
comment on table inventory_network_interface is 'Network interfaces, ENIs (DescribeNetworkInterfaces).';
comment on column inventory_network_interface.interface_id is 'The ENI.';
comment on column inventory_network_interface.vpc_id is 'VPC.';
comment on column inventory_network_interface.subnet_id is 'Subnet.';
comment on column inventory_network_interface.az_name is 'Zone, as this account names it.';
comment on column inventory_network_interface.az_id is 'Zone id; NULL where AWS does not say: inventory_subnet has it.';
comment on column inventory_network_interface.interface_type is 'interface, nat_gateway, vpc_endpoint, lambda, transit_gateway and so on (AWS spells natGateway in two ways).';
comment on column inventory_network_interface.description is 'Description; for a managed ENI it tells whose it is.';
comment on column inventory_network_interface.requester_managed is 'Whether an AWS service manages it.';
comment on column inventory_network_interface.requester_id is 'Who made it.';
comment on column inventory_network_interface.instance_id is 'Instance it is attached to.';
comment on column inventory_network_interface.attachment_owner_id is 'Owner of what it is attached to: an account, or an alias such as amazon-aws.';
comment on column inventory_network_interface.attached_at is 'Since when it is attached, UTC.';
comment on column inventory_network_interface.device_index is 'Place on the instance; 0 is the interface that the instance was made with.';
comment on column inventory_network_interface.private_ip is 'Primary private IPv4 address; all of them are in inventory_interface_address.';
comment on column inventory_network_interface.public_ip is 'Public address of the primary private one.';
comment on column inventory_network_interface.status is 'available, associated, attaching, in-use or detaching.';
comment on column inventory_network_interface.source_dest_check is 'Whether only traffic from and to its own addresses passes; false on NAT instances and appliances.';
comment on column inventory_network_interface.security_group_ids is 'Security groups.';
comment on column inventory_network_interface.name is 'The Name tag.';
comment on column inventory_network_interface.tags is 'Tags.';
comment on column inventory_network_interface.account_id is 'Owner where AWS names one, else the account that was looked at.';
comment on column inventory_network_interface.region is 'Region.';
comment on column inventory_network_interface.seen_from is 'First snapshot that showed this state, UTC.';
comment on column inventory_network_interface.seen_to is 'Last snapshot that showed this state, UTC.';
comment on column inventory_network_interface.gone_at is 'First snapshot that no longer showed this state, UTC; NULL while it is current.';
comment on column inventory_network_interface.is_current is 'Whether this is the latest known state.';
