-- Source, gateway, service: what the flow diagram draws.
from nat_paths($since, $until);
