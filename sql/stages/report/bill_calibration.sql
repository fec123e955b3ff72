-- Bytes to a billed GB.
from bill_calibration($since, $until);
