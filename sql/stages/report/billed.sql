-- What the bill says of NAT gateways and VPC endpoints.
from billed($since, $until);
