delete from inventory_subnet_route_table;

insert into inventory_subnet_route_table by name
with
association as (
  select *
  from inventory_route_table_association
  where coalesce(state, 'associated') not in ('disassociated', 'failed')
),
candidate as (
  select subnet_id, vpc_id, route_table_id, false as is_implicit, account_id, region, seen_from, seen_to, gone_at
  from association
  where subnet_id is not null
  union all
  select
    subnet.subnet_id, subnet.vpc_id, main.route_table_id, true, subnet.account_id, subnet.region,
    greatest(subnet.seen_from, main.seen_from), least(subnet.seen_to, main.seen_to), least(subnet.gone_at, main.gone_at)
  from inventory_subnet as subnet
  join association as main using (vpc_id, region)
  where main.is_main
    and subnet.seen_from < coalesce(main.gone_at, 'infinity')
    and main.seen_from < coalesce(subnet.gone_at, 'infinity')
),
-- A subnet's time is cut wherever any candidate begins or ends; in each piece at most one counts.
piece as (
  select subnet_id, begins, lead(begins) over (partition by subnet_id order by begins) as ends
  from (
    select subnet_id, seen_from as begins from candidate
    union
    select subnet_id, gone_at from candidate where gone_at is not null
  )
),
counted as (
  select
    candidate.* exclude (seen_from, seen_to, gone_at), piece.begins, piece.ends,
    -- A main table stays seen after a table of the subnet's own has taken its place.
    case when candidate.seen_to < coalesce(piece.ends, 'infinity') then candidate.seen_to else piece.begins end as seen_to
  from piece
  join candidate
    on candidate.subnet_id = piece.subnet_id
    and candidate.seen_from <= piece.begins
    and piece.begins < coalesce(candidate.gone_at, 'infinity')
  qualify row_number() over (partition by piece.subnet_id, piece.begins order by is_implicit, route_table_id) = 1
),
-- Neighbouring pieces with the same answer are one state.
numbered as (
  select *, sum(is_change::integer) over (partition by subnet_id order by begins) as state_number
  from (
    select
      *,
      (route_table_id, is_implicit, begins) is distinct from lag((route_table_id, is_implicit, ends))
        over (partition by subnet_id order by begins) as is_change
    from counted
  )
)
select
  subnet_id,
  any_value(vpc_id) as vpc_id,
  any_value(route_table_id) as route_table_id,
  any_value(is_implicit) as is_implicit,
  any_value(account_id) as account_id,
  any_value(region) as region,
  min(begins) as seen_from,
  max(seen_to) as seen_to,
  nullif(max(coalesce(ends, 'infinity')), 'infinity') as gone_at,
  max(coalesce(ends, 'infinity')) = 'infinity' as is_current
from numbered
group by subnet_id, state_number;
