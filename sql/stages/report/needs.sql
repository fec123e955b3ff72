-- What still needs each NAT gateway after the advice.
from nat_needs($since, $until);
