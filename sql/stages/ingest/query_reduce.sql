-- From query_line to hourly rows, and the count of lines per object. query_object: what the file names tell.
create or replace temp table query_line_count as
select
  object_path,
  count(*) as lines,
  count(*) filter (where query_name is null or asked_at is null or rcode is null) as bad
from query_line
group by object_path;

insert into reduced_dns_seen
with
answered as (
  select
    coalesce(l.vpc_id, o.vpc_id) as vpc_id,
    l.client_ip,
    rtrim(lower(l.query_name), '.') as name,
    l.asked_at,
    unnest(list_distinct(list_transform(
      list_filter(l.answers, lambda a: a.type in ('A', 'AAAA') and a.rdata is not null), lambda a: lower(a.rdata)
    ))) as address,
    list_sort(list_distinct(list_transform(
      list_filter(l.answers, lambda a: a.type = 'CNAME' and a.rdata is not null), lambda a: rtrim(lower(a.rdata), '.')
    ))) as aliases
  from query_line l
  join query_object o on o.path = l.object_path
  where l.rcode = 'NOERROR' and l.query_name is not null and l.asked_at is not null and len(l.answers) > 0
)
select vpc_id, client_ip, address, name, aliases, min(asked_at) as first_seen, max(asked_at) as last_seen
from answered
group by vpc_id, client_ip, address, name, aliases, date_trunc('hour', asked_at);
