-- What the file names of each flow log's objects tell. Flow logs are numbers until their rows are stored.
create or replace temp table object_log as
select log_number, max(flow_log_id) as flow_log_id, max(account_id) as account_id, max(region) as region
from object
group by log_number;
