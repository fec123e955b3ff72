-- What passed NAT on both sides of a change, by service and source.
from nat_compared($before, $after, $hours);
