-- The ranking as the macro has it.
from nat_by_source_and_service($since, $until);
