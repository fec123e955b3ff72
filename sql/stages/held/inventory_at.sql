-- The network as it was known at a time ($at, UTC): temporary tables of the inventory's own names with the states of that time
-- and nothing else, all of them current.

create temp table inventory_availability_zone as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_availability_zone
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_dhcp_options as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_dhcp_options
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_ecs_task as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_ecs_task
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_elastic_ip as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_elastic_ip
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_flow_log as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_flow_log
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_instance as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_instance
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_interface_address as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_interface_address
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_interface_prefix as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_interface_prefix
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_internet_gateway as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_internet_gateway
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_managed_prefix_list as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_managed_prefix_list
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_managed_prefix_list_entries as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_managed_prefix_list_entries
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_nat_gateway as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_nat_gateway
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_nat_gateway_address as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_nat_gateway_address
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_network_interface as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_network_interface
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_prefix_list as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_prefix_list
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_prefix_list_cidr as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_prefix_list_cidr
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_resolver_query_log as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_resolver_query_log
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_route as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_route
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_route_table as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_route_table
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_route_table_association as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_route_table_association
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_security_group as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_security_group
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_subnet as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_subnet
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_subnet_cidr as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_subnet_cidr
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_subnet_route_table as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_subnet_route_table
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_transit_gateway_attachment as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_transit_gateway_attachment
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_vpc as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_vpc
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_vpc_attribute as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_vpc_attribute
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_vpc_cidr as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_vpc_cidr
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_vpc_endpoint as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_vpc_endpoint
where seen_from <= $at and (gone_at is null or gone_at > $at);

create temp table inventory_vpc_endpoint_service as
select * replace (null::timestamp as gone_at, true as is_current) from inventory_vpc_endpoint_service
where seen_from <= $at and (gone_at is null or gone_at > $at);
