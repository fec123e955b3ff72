-- query_record: OCSF's DNS Activity as Security Lake writes it. One row per query, in the words that query_reduce reads.
-- Security Lake writes the id of an inbound Resolver endpoint as the destination, and NoError for NOERROR.
create or replace temp table query_line as
select
  object_path,
  src_endpoint.vpc_uid as vpc_id,
  case when coalesce(dst_endpoint.instance_uid, '') not like 'rslvr-%' then src_endpoint.ip end as client_ip,
  query.hostname as query_name,
  upper(rcode) as rcode,
  case when "time" between 0 and 4102444800000 then make_timestamp("time" * 1000) end as asked_at,
  list_transform(answers, lambda a: {'type': a."type", 'rdata': a.rdata}) as answers
from query_record;
