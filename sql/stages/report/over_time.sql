-- Bytes per hour and service.
from nat_over_time($since, $until);
