-- What is wrong with the gateways' bytes, metrics and bill.
from finding_trust($since, $until) order by severity, check_id, resource_id;
