from nat_traffic order by nat_gateway_id, source_ip;
