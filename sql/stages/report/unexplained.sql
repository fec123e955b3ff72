-- What CloudWatch (or the bill) counted and no flow log tells, per gateway.
from unexplained($since, $until);
