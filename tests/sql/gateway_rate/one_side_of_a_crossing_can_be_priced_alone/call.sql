select nat_gateway_id, nat_usd_per_gib, inter_az_usd_per_gib_crossing, price_source, price_as_of from gateway_rate;
