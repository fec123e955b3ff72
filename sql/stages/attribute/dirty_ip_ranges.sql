-- Hours whose names come from an ip-ranges.json that is not the nearest to them any more.
insert into dirty_hour
select distinct n.hour
from (select distinct hour, remote_name_id from nat_hour) n
join remote_name r on r.remote_name_id = n.remote_name_id
join (select hour, ip_ranges_near(hour) as hourly, ip_ranges_near(date_trunc('day', hour) + interval 12 hours) as daily
  from (select distinct hour from nat_hour)) f on f.hour = n.hour
where r.ip_ranges_as_of is distinct from case when r.dns_key is null then f.hourly else f.daily end;
