-- What still passes NAT after the change, and why.
from nat_stayed($after, $after + to_hours($hours));
