-- Flow logs, CloudWatch and the bill per gateway and day.
from reconciliation($since, $until);
