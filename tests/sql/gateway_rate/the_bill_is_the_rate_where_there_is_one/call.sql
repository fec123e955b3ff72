from gateway_rate order by nat_gateway_id;
