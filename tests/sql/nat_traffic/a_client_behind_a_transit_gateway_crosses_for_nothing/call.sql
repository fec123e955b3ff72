select source_vpc_id, vpc_id, is_cross_az, bytes, nat_usd, cross_az_usd from nat_traffic where nat_gateway_id = 'nat-3';
