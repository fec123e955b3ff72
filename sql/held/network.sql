-- The network, settings and rates as this session sees them, read once: temporary tables of the views' own names, which the
-- macros find before the views. Without them each mention of a view in a macro is planned, and its JSON parsed, anew.
create temp table inventory_item as from inventory_item;
create temp table inventory_dhcp_options as from inventory_dhcp_options;
create temp table inventory_flow_log as from inventory_flow_log;
create temp table inventory_nat_gateway as from inventory_nat_gateway;
create temp table inventory_nat_gateway_address as from inventory_nat_gateway_address;
create temp table inventory_network_interface as from inventory_network_interface;
create temp table inventory_prefix_list as from inventory_prefix_list;
create temp table inventory_prefix_list_cidr as from inventory_prefix_list_cidr;
create temp table inventory_route as from inventory_route;
create temp table inventory_route_table as from inventory_route_table;
create temp table inventory_route_table_association as from inventory_route_table_association;
create temp table inventory_security_group as from inventory_security_group;
create temp table inventory_subnet as from inventory_subnet;
create temp table inventory_subnet_route_table as from inventory_subnet_route_table;
create temp table inventory_transit_gateway_attachment as from inventory_transit_gateway_attachment;
create temp table inventory_vpc as from inventory_vpc;
create temp table inventory_vpc_attribute as from inventory_vpc_attribute;
create temp table inventory_vpc_endpoint as from inventory_vpc_endpoint;
create temp table inventory_vpc_endpoint_service as from inventory_vpc_endpoint_service;
create temp table chosen_setting as from chosen_setting;
create temp table rate as from rate;
create temp table gateway_rate as from gateway_rate;
create temp table transit_vpc as from transit_vpc;
create temp table transit_path as from transit_path;
