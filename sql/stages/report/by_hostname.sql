-- The ranking as the macro has it.
from nat_by_hostname($since, $until);
