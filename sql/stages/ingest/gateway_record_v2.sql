-- The pass over the NAT gateways' ENIs for logs without packet addresses: each record shows the gateway and one other
-- address, a client's (legs L1 and L4, whose remote is unknown) or a remote's (L2 and L3). Of the shape and with the kinds
-- of gateway_record. An address is a client's in non-public space and in our VPCs' CIDRs (known_network); at a private NAT
-- gateway, whose remotes are private too, in the CIDRs of its own VPC alone (client_cidrs).
create or replace temp view pass_gateway as
select gateway_number, nat_gateway_id, interface_id from known_gateway;

create or replace temp table gateway_peer as
with
peer as (
  select distinct
    g.gateway_number, g.client_cidrs,
    case when list_contains(g.addresses, r.srcaddr) then r.dstaddr else r.srcaddr end as address
  from record r
  join known_gateway g on g.interface_id = r.interface_id
),
numbered as (
  select *, address_family(address) as family, address_number(address) as number from peer
)
select
  gateway_number,
  address,
  case
    when client_cidrs is null then
      coalesce(is_private_number(family, number), false)
      or exists (
        select 1 from known_network k
        where cidr_family(k.cidr) = n.family and n.number between cidr_first(k.cidr) and cidr_last(k.cidr)
      )
    else len(list_filter(
      client_cidrs, lambda cidr: cidr_family(cidr) = family and number between cidr_first(cidr) and cidr_last(cidr)
    )) > 0
  end as is_client
from numbered n
where family is not null;

create or replace temp table gateway_record as
with
at_gateway as (
  select
    r.*,
    greatest(r."end", r."start") as end_second,
    g.gateway_number,
    list_contains(g.addresses, r.srcaddr) as is_from_gateway,
    list_contains(g.addresses, r.dstaddr) as is_to_gateway,
    p.is_client,
    r."start" between 1262304000 and 4102444800
      and r."end" between r."start" - 600 and r."start" + 86400 as is_time_plausible
  from record r
  join known_gateway g on g.interface_id = r.interface_id
  left join gateway_peer p
    on p.gateway_number = g.gateway_number
    and p.address = case when list_contains(g.addresses, r.srcaddr) then r.dstaddr else r.srcaddr end
),
kinds as (
  select
    *,
    case
      when action = 'ACCEPT' and bytes between 0 and 100000000000000 and is_time_plausible then case
        when is_client is null or not coalesce(is_from_gateway or is_to_gateway, false) then 8
        when is_from_gateway then case when is_client then 1 else 2 end
        else case when is_client then 0 else 3 end
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
    greatest(k.leg, 1::tinyint) as kind,
    case k.leg when 0 then k.srcaddr when 1 then k.dstaddr end as client_ip,
    case when k.leg < 2 and (k.srcport < 32768 or k.dstport < 32768)
      then case k.leg when 0 then k.dstport else k.srcport end end::integer as remote_port,
    case when k.leg < 2 then k.protocol end::integer as protocol,
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
  null::varchar as remote_ip,
  remote_port,
  protocol,
  start_second - start_second % 3600 as first_hour,
  null::varchar as aws_service,
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
