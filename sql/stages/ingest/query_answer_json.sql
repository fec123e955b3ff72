-- query_record: lines as Resolver writes them. One row per line, in the words that query_reduce reads.
-- Answers that came through an inbound Resolver endpoint were asked for by whoever stands behind the sender.
create or replace temp table query_line as
select
  object_path,
  vpc_id,
  case when srcids.resolver_endpoint is null then srcaddr end as client_ip,
  query_name,
  rcode,
  try_cast(query_timestamp as timestamp) as asked_at,
  list_transform(answers, lambda a: {'type': a."Type", 'rdata': a."Rdata"}) as answers
from query_record;
