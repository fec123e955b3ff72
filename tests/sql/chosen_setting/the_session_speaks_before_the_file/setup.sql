set variable settings = '[{"key": "price/us-east-1/nat_gateway_gb", "value": "0.03"}]';
