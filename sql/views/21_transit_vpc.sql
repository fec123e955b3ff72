create or replace view transit_vpc as
-- Bytes that came from a VPC came through the attachment it had then, so one that is gone now counts for older hours.
select distinct resource_id as vpc_id, transit_gateway_id
from inventory_transit_gateway_attachment
where resource_type = 'vpc'
  and resource_id is not null
  and coalesce(state, 'available') in ('available', 'modifying', 'deleting', 'deleted');
comment on view transit_vpc is 'VPCs that are, or were, attached to a Transit Gateway.';
comment on column transit_vpc.vpc_id is 'The VPC.';
comment on column transit_vpc.transit_gateway_id is 'The Transit Gateway.';
