-- One pass over the records of the known NAT gateways' ENIs, grouped by the hour they start in.
-- record: the objects' records, every known field as a column; object: what the file names tell; known_gateway: the context.
-- Gateways, flow logs and legs are numbers here: grouping by names costs a third more. 0 is L1 (client to gateway), 1 is L4
-- (gateway to client), 2 is L2, 3 is L3, 4 REJECT, 5 NODATA, 6 SKIPDATA, 7 no packet addresses, 8 implausible. Both directions
-- of a conversation are one row, of kind 1.
create or replace temp table gateway_record as
with
at_gateway as (
  select
    r.*,
    greatest(r."end", r."start") as end_second,
    g.gateway_number,
    g.address,
    g.has_more,
    g.addresses,
    r.srcaddr = g.address or (g.has_more and list_contains(g.addresses, r.srcaddr)) as is_from_gateway,
    -- 2010 to 2100; a day is far beyond the longest aggregation interval (10 minutes), 100 TB beyond any link in it.
    r."start" between 1262304000 and 4102444800
      and r."end" between r."start" - 600 and r."start" + 86400 as is_time_plausible
  from record r
  join known_gateway g on g.interface_id = r.interface_id
),
kinds as (
  select
    *,
    -- The usual record first: each branch is only asked of what the ones before left. Records show a gateway's secondary
    -- addresses only in the pkt fields; most gateways have one address.
    case
      when action = 'ACCEPT' and bytes between 0 and 100000000000000 and is_time_plausible then case
        when pkt_srcaddr is null or pkt_dstaddr is null or pkt_srcaddr = '-' or pkt_dstaddr = '-' then 7
        when is_from_gateway then
          case when pkt_srcaddr = address or (has_more and list_contains(addresses, pkt_srcaddr)) then 2 else 1 end
        when dstaddr = address or (has_more and list_contains(addresses, dstaddr)) then
          case when pkt_dstaddr = address or (has_more and list_contains(addresses, pkt_dstaddr)) then 3 else 0 end
        -- NAT64: AWS does not say what stands for the gateway on its IPv6 side, only that its remotes are in this prefix.
        when starts_with(pkt_dstaddr, '64:ff9b::') then 0
        when starts_with(pkt_srcaddr, '64:ff9b::') then 1
        else 8
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
    case k.leg when 0 then k.pkt_srcaddr when 1 then k.pkt_dstaddr end as client_ip,
    case k.leg when 0 then k.pkt_dstaddr when 1 then k.pkt_srcaddr end as remote_ip,
    case when k.leg < 2 and (k.srcport < 32768 or k.dstport < 32768)
      then case k.leg when 0 then k.dstport else k.srcport end end::integer as remote_port,
    case when k.leg < 2 then k.protocol end::integer as protocol,
    case k.leg when 0 then k.pkt_dst_aws_service when 1 then k.pkt_src_aws_service end as aws_service,
    case when k.leg in (0, 2, 3, 4) then coalesce(k.bytes, 0) else 0 end as bytes_out,
    case when k.leg = 1 then k.bytes else 0 end as bytes_in,
    case when k.packets > 0 then k.packets else 0 end as packets,
    -- The times of a bad record say nothing; it is only counted.
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

create or replace temp view pass_gateway as
select gateway_number, nat_gateway_id, interface_id from known_gateway;
