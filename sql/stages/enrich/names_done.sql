drop table if exists remote_key;
drop table if exists remote_address;
drop table if exists remote_named;
drop table if exists remote_renamed;
drop table if exists address_interval;
drop table if exists gateway_list;
drop table if exists gateway_list_range;
drop table if exists gateway_list_service;
