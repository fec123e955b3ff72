-- Rebuild the dirty hours: one delete and one insert-select for each grain.
create or replace temp table slot_hour as
select
  slot_id, hour, extract('hour' from hour)::integer as hour_of_day, nat_gateway_id, capture, region, ip_ranges_as_of,
  dense_rank() over (order by hour, nat_gateway_id, capture)::integer as hour_id,
  dense_rank() over (order by region, ip_ranges_as_of)::integer as region_number
from chosen_slot;

create or replace temp table client_answer as
select h.slot_id, h.hour_id, h.region_number, c.client_ip, c.source_id
from client_source c
join slot_hour h on h.hour = c.hour and h.nat_gateway_id = c.nat_gateway_id;

create or replace temp table remote_answer as
select g.region_number, r.remote_ip, r.remote_name_id
from remote_name r
join (select distinct region_number, region, ip_ranges_as_of from slot_hour) g
  on g.region is not distinct from r.region and g.ip_ranges_as_of is not distinct from r.ip_ranges_as_of
where r.owner is null and r.aws_service is null and r.dns_key is null;

-- First by what the addresses alone say, so that numbers are all that is looked up after. What the slot tells comes with
-- the client: joined by itself, the optimizer multiplies it with every remote first.
create or replace temp table counted_address as
select
  c.hour_id, c.source_id, r.remote_name_id as address_name_id, f.remote_port, f.protocol,
  sum(f.bytes_out)::bigint as bytes_out,
  sum(f.bytes_in)::bigint as bytes_in,
  sum(f.packets)::bigint as packets
from chosen_flow f
join client_answer c on c.slot_id = f.slot_id and c.client_ip is not distinct from f.client_ip
join remote_answer r on r.remote_ip is not distinct from f.remote_ip and r.region_number = c.region_number
group by all;

create or replace temp table source_asker as
select h.hour_id, h.hour_of_day, s.source_id, a.asker_number, a.vpc_number
from (select distinct hour_id, source_id from client_answer) c
join (select distinct hour_id, hour_of_day, region from slot_hour) h on h.hour_id = c.hour_id
join source s on s.source_id = c.source_id
left join asker a
  on a.client_ip = s.source_ip and a.vpc_id = s.source_vpc_id and a.region is not distinct from h.region;

create or replace temp table address_question as
select r.remote_name_id as address_name_id, q.remote_number
from remote_answer r
join asked_remote q on q.remote_ip = r.remote_ip;

create or replace temp table special_answer as
select distinct h.hour_id, a.remote_name_id as address_name_id, r.remote_name_id, p.owner is not null as is_own
from remote_special p
join slot_hour h on h.hour = p.hour and h.region is not distinct from p.region
join remote_answer a on a.remote_ip = p.remote_ip and a.region_number = h.region_number
join remote_name r
  on r.remote_ip = p.remote_ip
  and r.region is not distinct from p.region
  and r.owner is not distinct from p.owner
  and r.aws_service is not distinct from p.aws_service
  and r.ip_ranges_as_of is not distinct from h.ip_ranges_as_of
  and r.dns_key is null;

-- Our own address comes first, then what DNS told the client, or its VPC, then what the address says. A negative number
-- of DNS stands for names that disagree: it gives way to the flow log's own word. A row stays a row: names are of one
-- address.
create or replace temp table counted as
select
  n.hour_id,
  n.source_id,
  coalesce(
    case when p.is_own then p.remote_name_id end,
    told_name(
      answer_at(c.hour_of_day, a.hours, a.remote_name_id, a.remote_name_ids),
      vpc_answer_at(
        c.hour_of_day, v.hours, v.remote_name_id, v.stale_hours, v.stale_name_id, v.remote_name_ids
      ),
      p.remote_name_id
    ),
    n.address_name_id
  ) as remote_name_id,
  n.remote_port, n.protocol, n.bytes_out, n.bytes_in, n.packets
from counted_address n
join source_asker c on c.hour_id = n.hour_id and c.source_id = n.source_id
left join address_question q on q.address_name_id = n.address_name_id
left join special_answer p on p.hour_id = n.hour_id and p.address_name_id = n.address_name_id
left join answer_by_client a on a.asker_number = c.asker_number and a.remote_number = q.remote_number
left join answer_by_vpc v on v.vpc_number = c.vpc_number and v.remote_number = q.remote_number;

drop table counted_address;

create or replace temp table counted_hour as
select distinct hour_id, hour, nat_gateway_id, capture from slot_hour;

delete from nat_hour where hour in (select hour from dirty);

insert into nat_hour
select
  h.hour, h.nat_gateway_id, h.capture, n.source_id, n.remote_name_id, n.remote_port, n.protocol,
  n.bytes_out, n.bytes_in, n.packets
from counted n
join counted_hour h on h.hour_id = n.hour_id;

delete from nat_service_hour where hour in (select hour from dirty);

-- Numbers are folded and put in order, and only then given their names: text is dear to sort.
create or replace temp table folded_name as
select
  service, service_region, hostname, evidence,
  case when evidence = 'dns' then dns_confidence end as dns_confidence, served_by,
  min(remote_name_id) as name_number,
  list(remote_name_id) as remote_name_ids
from remote_name
where remote_name_id in (select remote_name_id from counted)
group by all;

create or replace temp table folded_hour as
select
  n.hour_id, n.source_id, m.name_number,
  sum(n.bytes_out)::bigint as bytes_out, sum(n.bytes_in)::bigint as bytes_in, sum(n.packets)::bigint as packets
from counted n
join (select name_number, unnest(remote_name_ids) as remote_name_id from folded_name) m using (remote_name_id)
group by all
order by n.hour_id;

insert into nat_service_hour
select
  h.hour, h.nat_gateway_id, h.capture, f.source_id,
  m.service, m.service_region, m.hostname, m.evidence, m.dns_confidence, m.served_by,
  f.bytes_out, f.bytes_in, f.packets
from folded_hour f
join counted_hour h on h.hour_id = f.hour_id
join folded_name m on m.name_number = f.name_number;

delete from dirty_hour where hour in (select hour from dirty);
