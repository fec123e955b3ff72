-- What the stages of a run read of the inventory, once it is taken: temporary tables of the views' own names, as sql/held has
-- them for the reports. The JSON of a large network is parsed once and not with each statement.
create temp table inventory_item as from inventory_item;
create temp table inventory_flow_log as from inventory_flow_log;
create temp table inventory_nat_gateway as from inventory_nat_gateway;
create temp table inventory_nat_gateway_address as from inventory_nat_gateway_address;
create temp table inventory_network_interface as from inventory_network_interface;
create temp table inventory_interface_address as from inventory_interface_address;
create temp table inventory_prefix_list as from inventory_prefix_list;
create temp table inventory_prefix_list_cidr as from inventory_prefix_list_cidr;
create temp table inventory_route as from inventory_route;
create temp table inventory_route_table_association as from inventory_route_table_association;
create temp table inventory_subnet as from inventory_subnet;
create temp table inventory_subnet_cidr as from inventory_subnet_cidr;
create temp table inventory_subnet_route_table as from inventory_subnet_route_table;
create temp table inventory_vpc as from inventory_vpc;
create temp table inventory_vpc_cidr as from inventory_vpc_cidr;
create temp table inventory_vpc_endpoint as from inventory_vpc_endpoint;
create temp table inventory_vpc_endpoint_service as from inventory_vpc_endpoint_service;
