-- Which subnets' traffic goes to a NAT gateway, and for which destinations: the effective route tables, resolved to
-- disjoint intervals by the longest prefix. Times are whole hours: a change holds from the hour in which it was first
-- seen, and the first state ever seen holds for the time before anybody looked.
create or replace temp table route_seen as
with
listed as (
  select
    prefix_list_id, cidr,
    case when seen_from = min(seen_from) over (partition by prefix_list_id) then timestamp '1970-01-01' else seen_from end
      as valid_from,
    coalesce(gone_at, timestamp '9999-12-31') as valid_to
  from inventory_prefix_list_cidr
),
route as (
  select
    route_table_id, destination, destination_prefix_list_id, target_id, target_kind, state, origin,
    case when seen_from = min(seen_from) over (partition by route_table_id) then timestamp '1970-01-01' else seen_from end
      as valid_from,
    coalesce(gone_at, timestamp '9999-12-31') as valid_to
  from inventory_route
),
expanded as (
  select
    r.* exclude (destination, destination_prefix_list_id, valid_from, valid_to),
    coalesce(r.destination, l.cidr) as cidr,
    r.destination is null as is_listed,
    greatest(r.valid_from, l.valid_from) as valid_from,
    least(r.valid_to, l.valid_to) as valid_to
  from route r
  left join listed l
    on l.prefix_list_id = r.destination_prefix_list_id and l.valid_from < r.valid_to and r.valid_from < l.valid_to
),
-- A route to a gateway may be older or younger than the gateway, where snapshots were far apart. A gateway that the inventory
-- does not describe may be known by its ENI alone, from records: nobody could tell that both are one.
lived as (
  select nat_gateway_id, min(created_at) as created_at, max(deleted_at) as deleted_at
  from inventory_nat_gateway
  group by nat_gateway_id
),
known as (
  select distinct
    e.route_table_id,
    cidr_family(e.cidr) as family,
    cidr_first(e.cidr) as first_number,
    cidr_last(e.cidr) as last_number,
    cidr_length(e.cidr) as length,
    -- Of equal prefixes the local route comes first, then static routes, prefix lists, and what a gateway propagates.
    case when e.target_kind = 'local' then 0 when e.origin = 'EnableVgwRoutePropagation' then 3 when e.is_listed then 2
      else 1 end as priority,
    case when e.state is distinct from 'blackhole' then n.nat_gateway_id end as nat_gateway_id,
    date_trunc('hour', greatest(e.valid_from, coalesce(n.created_at, e.valid_from))) as valid_from,
    case when n.deleted_at < e.valid_to then date_trunc('hour', n.deleted_at) + interval 1 hour
      else date_trunc('hour', e.valid_to) end as valid_to
  from expanded e
  left join lived n on n.nat_gateway_id = e.target_id
)
select * from known where family is not null and valid_from < valid_to;

create or replace temp table route_piece as
with
nat_table as (
  select distinct route_table_id from route_seen where nat_gateway_id is not null
),
edge as (
  select route_table_id, valid_from as edge from route_seen
  union
  select route_table_id, valid_to from route_seen
),
piece as (
  select route_table_id, edge as valid_from, lead(edge) over (partition by route_table_id order by edge) as valid_to
  from edge
  where route_table_id in (from nat_table)
),
valid as (
  select p.route_table_id, p.valid_from as piece_from, p.valid_to as piece_to, r.* exclude (route_table_id, valid_from, valid_to)
  from piece p
  join route_seen r
    on r.route_table_id = p.route_table_id and r.valid_from <= p.valid_from and p.valid_to <= r.valid_to
),
boundary as (
  select route_table_id, piece_from, piece_to, family, first_number from valid
  union
  select route_table_id, piece_from, piece_to, family, last_number + 1 from valid
  where last_number < 340282366920938463463374607431768211455::uhugeint
),
interval_of as (
  select
    b.route_table_id, b.piece_from, b.piece_to, b.family, b.first_number,
    arg_max(v.nat_gateway_id, v.length * 4 - v.priority) as longest_nat_gateway_id,
    -- arg_max leaves out NULLs: a longer route to elsewhere must still hide the one to the gateway.
    max(v.length * 4 - v.priority) as longest,
    max(v.length * 4 - v.priority) filter (where v.nat_gateway_id is not null) as longest_nat
  from boundary b
  join valid v
    on v.route_table_id = b.route_table_id and v.piece_from = b.piece_from and v.family = b.family
    and b.first_number between v.first_number and v.last_number
  group by all
),
settled as (
  select
    b.route_table_id, b.piece_from, b.piece_to, b.family, b.first_number,
    lead(b.first_number) over around as next_number,
    case when i.longest = i.longest_nat then i.longest_nat_gateway_id end as nat_gateway_id
  from boundary b
  left join interval_of i
    on i.route_table_id = b.route_table_id and i.piece_from = b.piece_from and i.family = b.family
    and i.first_number = b.first_number
  window around as (partition by b.route_table_id, b.piece_from, b.family order by b.first_number)
),
-- Neighbours that lead to the same gateway are one interval.
numbered as (
  select *, sum(is_change::integer) over (partition by route_table_id, piece_from, family order by first_number) as run
  from (
    select
      *,
      nat_gateway_id is distinct from
        lag(nat_gateway_id) over (partition by route_table_id, piece_from, family order by first_number) as is_change
    from settled
  )
),
merged as (
  select
    route_table_id, piece_from, piece_to, family,
    min(first_number) as first_number,
    case when bool_or(next_number is null) then case family when 4 then 4294967295 else 340282366920938463463374607431768211455::uhugeint end
      else max(next_number) - 1 end as last_number,
    any_value(nat_gateway_id) as nat_gateway_id
  from numbered
  where nat_gateway_id is not null
  group by route_table_id, piece_from, piece_to, family, run
)
select
  p.route_table_id, p.valid_from, p.valid_to,
  coalesce(
    list({
      family: m.family, first_number: m.first_number::varchar, last_number: m.last_number::varchar,
      nat_gateway_id: m.nat_gateway_id
    } order by m.family, m.first_number) filter (where m.family is not null),
    []
  ) as ranges
from piece p
left join merged m on m.route_table_id = p.route_table_id and m.piece_from = p.valid_from
where p.valid_to is not null
group by all;

-- Neighbouring pieces that lead to the same gateways are one state.
create or replace temp table context_table as
with
numbered as (
  select *, sum(is_change::integer) over (partition by route_table_id order by valid_from) as run
  from (
    select *, ranges is distinct from lag(ranges) over (partition by route_table_id order by valid_from) as is_change
    from route_piece
  )
)
select
  route_table_id,
  epoch(min(valid_from))::bigint as valid_from,
  epoch(max(valid_to))::bigint as valid_to,
  any_value(ranges) as ranges
from numbered
group by route_table_id, run
having len(any_value(ranges)) > 0;

-- Every subnet that is known, with the tables that lead to a gateway and when they were its own.
create or replace temp table context_subnet as
with
held as (
  select
    subnet_id, route_table_id,
    epoch(date_trunc('hour', case when seen_from = min(seen_from) over (partition by subnet_id)
      then timestamp '1970-01-01' else seen_from end))::bigint as valid_from,
    epoch(date_trunc('hour', coalesce(gone_at, timestamp '9999-12-31')))::bigint as valid_to
  from inventory_subnet_route_table
)
select
  h.subnet_id,
  coalesce(
    list(distinct {route_table_id: h.route_table_id, valid_from: h.valid_from, valid_to: h.valid_to})
      filter (where h.route_table_id in (select route_table_id from context_table) and h.valid_from < h.valid_to),
    []
  ) as tables,
  (select list(distinct c.cidr) from inventory_subnet_cidr c where c.subnet_id = h.subnet_id) as cidrs
from held h
group by h.subnet_id;

-- Records of version 2 name no subnet, only the ENI.
create or replace temp table context_interface as
select interface_id, max(subnet_id) as subnet_id
from inventory_network_interface
where subnet_id in (select subnet_id from context_subnet where len(tables) > 0)
group by interface_id;
