-- What is set up so that it costs money, hides bytes or breaks.
from findings($since, $until);
