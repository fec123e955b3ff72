-- One pass over the records of regional NAT gateways, of the same shape as gateway_record: their records name the gateway
-- in resource-id and no interface, and all four legs show the addresses of the packet. known_network: CIDRs of our VPCs in
-- public space. Kinds as in gateway_record.
create or replace temp table regional_gateway as
select resource_id as nat_gateway_id, (row_number() over (order by resource_id))::integer as gateway_number
from (select distinct resource_id from record where starts_with(resource_id, 'nat-'));

create or replace temp view pass_gateway as
select gateway_number, nat_gateway_id, null::varchar as interface_id from regional_gateway;

create or replace temp table regional_address as
with
address as (
  select distinct unnest([srcaddr, dstaddr]) as address from record where starts_with(resource_id, 'nat-')
),
numbered as (
  select address, address_family(address) as family, address_number(address) as number from address
)
select
  address,
  coalesce(is_private_number(family, number), false)
  or exists (
    select 1 from known_network k
    where cidr_family(k.cidr) = n.family and n.number between cidr_first(k.cidr) and cidr_last(k.cidr)
  ) as is_inside
from numbered n
where family is not null;

create or replace temp table gateway_record as
with
at_gateway as (
  select
    r.*,
    greatest(r."end", r."start") as end_second,
    g.gateway_number,
    s.is_inside as is_src_inside,
    d.is_inside as is_dst_inside,
    r."start" between 1262304000 and 4102444800
      and r."end" between r."start" - 600 and r."start" + 86400 as is_time_plausible
  from record r
  join regional_gateway g on g.nat_gateway_id = r.resource_id
  left join regional_address s on s.address = r.srcaddr
  left join regional_address d on d.address = r.dstaddr
),
kinds as (
  select
    *,
    case
      when action = 'ACCEPT' and bytes between 0 and 100000000000000 and is_time_plausible then case
        when is_src_inside and not is_dst_inside then 0
        when is_dst_inside and not is_src_inside then 1
        when is_src_inside is null or is_dst_inside is null then 8
        -- The gateway's own addresses are public, so a remote in private space leaves these two legs.
        when is_src_inside then case flow_direction when 'ingress' then 0 when 'egress' then 1 else 8 end
        when flow_direction = 'ingress' then 3
        else 2
      end
      when is_time_plausible is not true then 8
      when log_status = 'SKIPDATA' then 6
      when log_status = 'NODATA' then 5
      when coalesce(log_status, '-') = '-' and coalesce(action, '-') = '-' and bytes is null then 5
      when action = 'REJECT' and coalesce(bytes between 0 and 100000000000000, true) then 4
      else 8
    end::tinyint as leg
  from at_gateway
),
legs as (
  select
    o.log_number,
    k.gateway_number,
    k.object_path,
    greatest(k.leg, 1::tinyint) as kind,
    case k.leg when 0 then k.srcaddr when 1 then k.dstaddr end as client_ip,
    case k.leg when 0 then k.dstaddr when 1 then k.srcaddr end as remote_ip,
    case when k.leg < 2 and (k.srcport < 32768 or k.dstport < 32768)
      then case k.leg when 0 then k.dstport else k.srcport end end::integer as remote_port,
    case when k.leg < 2 then k.protocol end::integer as protocol,
    case k.leg when 0 then k.pkt_dst_aws_service when 1 then k.pkt_src_aws_service end as aws_service,
    case when k.leg in (0, 2, 3, 4) then coalesce(k.bytes, 0) else 0 end as bytes_out,
    case when k.leg = 1 then k.bytes else 0 end as bytes_in,
    case when k.packets > 0 then k.packets else 0 end as packets,
    case when k.leg = 8 then 0 else k."start" end as start_second,
    case when k.leg = 8 then 0 else k.end_second end as end_second
  from kinds k
  join object o on o.path = k.object_path
)
select
  log_number,
  gateway_number,
  kind,
  client_ip,
  remote_ip,
  remote_port,
  protocol,
  start_second - start_second % 3600 as first_hour,
  case when kind = 8 then object_path end as bad_object_path,
  max(aws_service) as aws_service,
  sum(bytes_out)::bigint as bytes_out,
  sum(bytes_in)::bigint as bytes_in,
  sum(packets)::bigint as packets,
  count(*) as records,
  min(start_second) as first_second,
  max(end_second) as last_second,
  list({bytes_out: bytes_out, bytes_in: bytes_in, start_second: start_second, end_second: end_second})
    filter (where end_second > start_second - start_second % 3600 + 3600) as spanning
from legs
group by all;

insert into bad_record
select bad_object_path, sum(records)::bigint from gateway_record where kind = 8 group by bad_object_path;
