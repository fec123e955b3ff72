-- What to change, in the order in which the changes apply.
from recommendations($since, $until);
