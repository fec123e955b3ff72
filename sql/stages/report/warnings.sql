-- Where the flow logs, CloudWatch and the bill disagree by more than the threshold allows.
select detail
from finding_trust($since, $until)
where check_id in ('low_coverage', 'more_than_cloudwatch', 'bill_differs')
order by check_id, resource_id;
