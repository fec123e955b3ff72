-- Whether the window holds anything, and the hours that the file has at all.
select
  count(*) filter (where hour >= $since and hour < $until) as hours_in_window,
  min(hour) as oldest_hour,
  max(hour) as newest_hour
from (
  select hour from gateway_hour
  union all
  select hour from nat_service_hour
);
