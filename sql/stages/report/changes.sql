-- This window beside the one before.
from nat_changes($since, $until);
