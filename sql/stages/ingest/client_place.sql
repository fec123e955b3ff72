-- Where the records' ENIs are, and which of them must be looked at: those whose subnet leads to a NAT gateway that the same
-- flow log does not show itself. A place is a subnet, or an ENI where the log names no subnet.
create or replace temp table own_hour as
select distinct o.log_number, l.nat_gateway_id, epoch(l.hour)::bigint as hour
from reduced_log_hour l
join object_log o on o.flow_log_id = l.flow_log_id
where l.capture in ('nat_eni', 'regional')
  -- Only a real flow log was on for all its interfaces at the same time.
  and starts_with(l.flow_log_id, 'fl-')
  and (l.accept_records + l.nodata_records > 0 or l.l1_bytes + l.l2_bytes + l.l3_bytes + l.l4_bytes > 0);

create or replace temp table place_seen as
select
  o.log_number,
  coalesce(nullif(r.subnet_id, '-'), r.interface_id) as place,
  case when r."start" between 1262304000 and 4102444800 then r."start" - r."start" % 3600 end as hour
from record r
join object o on o.path = r.object_path
where r.action = 'ACCEPT'
group by all;

insert into reduced_unknown_place
select distinct s.place
from place_seen s
where s.place <> '-'
  and s.place not in (select place from known_place)
  and s.place not in (select interface_id from known_gateway)
  and s.place not in (select place from reduced_unknown_place);

create or replace temp table place_gateway as
select distinct w.subnet_number, w.valid_from, w.valid_to, r.nat_gateway_id
from known_way w
join known_range r on r.table_number = w.table_number;

create or replace temp table place_needed as
select distinct s.log_number, s.place, s.hour, k.subnet_number
from place_seen s
left join known_place k on k.place = s.place
where s.hour is not null
  and s.place <> '-'
  and (
    -- A next hop tells the gateway where nobody knows the route table.
    (k.place is null and $has_next_hop)
    or exists (
      from place_gateway g
      where g.subnet_number = k.subnet_number
        and s.hour >= g.valid_from
        and s.hour < g.valid_to
        and (s.log_number, g.nat_gateway_id, s.hour) not in (select (log_number, nat_gateway_id, hour) from own_hour)
    )
  );
