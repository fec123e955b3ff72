-- Brings inventory_resource up to date with inventory_look. In the usual case, a look later than all others, only
-- "seen again", "gone or changed" and "new state" find rows.

insert into changed_resource
select distinct kind, resource_id
from inventory_look
where kind in (
    'network_interface', 'instance', 'subnet', 'vpc', 'nat_gateway', 'elastic_ip', 'flow_log', 'transit_gateway_attachment',
    'ecs_task'
  )
  and (verdict in ('new', 'already so') or is_split or is_over)
union
-- That an account has no attachments tells something too, when it is told for the first time.
select kind, account_id || '/' || region
from inventory_answer answer
where kind = 'transit_gateway_attachment' and is_whole
  and not exists (
    from inventory_snapshot known
    where known.account_id = answer.account_id and known.region = answer.region and known.kind = answer.kind
      and known.note is null
  );

-- Contradicted in the middle: the part after this look becomes a state of its own ...
insert into inventory_resource
select
  state.account_id, state.region, state.kind, state.resource_id,
  least(look.next_look, look.before_to), state.seen_to, state.gone_at, state.content
from inventory_resource as state
join inventory_look as look
  on state.account_id = look.account_id and state.region = look.region and state.kind = look.kind
  and state.resource_id = look.resource_id and state.seen_from = look.before_from
where look.is_split and look.before_to > $seen_at;

-- ... and the part before it ends at the look before, if there is one.
delete from inventory_resource as state
using inventory_look as look
where state.account_id = look.account_id and state.region = look.region and state.kind = look.kind
  and state.resource_id = look.resource_id and state.seen_from = look.before_from
  and look.is_split and look.before_from = $seen_at;

update inventory_resource as state
set seen_to = greatest(look.before_from, look.previous_look), gone_at = $seen_at
from inventory_look as look
where state.account_id = look.account_id and state.region = look.region and state.kind = look.kind
  and state.resource_id = look.resource_id and state.seen_from = look.before_from
  and look.is_split and look.before_from < $seen_at;

-- Seen again.
update inventory_resource as state
set seen_to = $seen_at
from inventory_look as look
where state.account_id = look.account_id and state.region = look.region and state.kind = look.kind
  and state.resource_id = look.resource_id and state.seen_from = look.before_from
  and look.verdict = 'seen again';

-- Gone or changed.
update inventory_resource as state
set gone_at = $seen_at
from inventory_look as look
where state.account_id = look.account_id and state.region = look.region and state.kind = look.kind
  and state.resource_id = look.resource_id and state.seen_from = look.before_from
  and look.is_over;

-- Already so at this earlier look.
update inventory_resource as state
set seen_from = $seen_at
from inventory_look as look
where state.account_id = look.account_id and state.region = look.region and state.kind = look.kind
  and state.resource_id = look.resource_id and state.seen_from = look.after_from
  and look.verdict = 'already so';

-- New state.
insert into inventory_resource
select
  account_id, region, kind, resource_id, $seen_at, $seen_at,
  least(next_look, after_from, case when is_split and before_to > $seen_at then before_to end), content::json
from inventory_look
where verdict = 'new';
