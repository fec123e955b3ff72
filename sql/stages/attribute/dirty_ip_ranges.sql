-- Hours whose names come from an ip-ranges.json that is not the nearest to them any more.
insert into dirty_hour
select distinct n.hour
from (select hour, remote_name_id from nat_hour union select hour, remote_name_id from beside_hour) n
join remote_name r on r.remote_name_id = n.remote_name_id
join (select hour, ip_ranges_near(hour) as hourly, ip_ranges_near(date_trunc('day', hour) + interval 12 hours) as daily
  from (select hour from nat_hour union select hour from beside_hour)) f on f.hour = n.hour
where r.ip_ranges_as_of is distinct from case when r.dns_key is null then f.hourly else f.daily end;
