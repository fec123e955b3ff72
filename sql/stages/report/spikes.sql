-- Hours far above the usual.
from nat_spikes($since, $until);
