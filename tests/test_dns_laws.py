"""Which answer holds for whom in which hour, however names, clients and hours mix: as the slow telling says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nat_attrib import enrich
from tests.world.dns import HOSTS, HOUR, Flow, Query, told

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

DAY = date(2026, 11, 16)
MIDNIGHT = int(datetime(2026, 11, 16, tzinfo=UTC).timestamp())
CLIENTS = [("vpc-0a", "10.0.0.1"), ("vpc-0a", "10.0.0.2"), ("vpc-0b", "10.0.0.1")]
"""An address that two VPCs have is two clients."""
REMOTES = ["203.0.113.5", "203.0.113.6"]
REGIONS = ["ap-east-1", "us-east-1"]
ANSWERS = """
    select
      k.region, k.vpc_id, k.client_ip, q.remote_ip, h.hour,
      r.dns_match, r.hostname, r.dns_name_count, r.dns_service, r.dns_service_region, r.dns_served_by, n.told < 0
    from asker k
    cross join asked_remote q
    cross join (select unnest(range(24))::integer as hour) h
    left join answer_by_client a on a.asker_number = k.asker_number and a.remote_number = q.remote_number
    left join answer_by_vpc v on v.vpc_number = k.vpc_number and v.remote_number = q.remote_number
    cross join lateral (
      select coalesce(
        answer_at(h.hour, a.hours, a.remote_name_id, a.remote_name_ids),
        vpc_answer_at(h.hour, v.hours, v.remote_name_id, v.stale_hours, v.stale_name_id, v.remote_name_ids)
      ) as told
    ) n
    left join remote_name r on r.remote_name_id = abs(n.told)
    where k.client_ip is not null
"""

queries = st.builds(
    lambda client, name, aliases, remotes, hour, is_forwarded: Query(
        *client, name, tuple(sorted(remotes)), MIDNIGHT + hour * HOUR + 7, tuple(sorted(aliases)), is_forwarded
    ),
    st.sampled_from([*CLIENTS, ("vpc-0a", "10.0.0.3"), ("vpc-0c", "10.0.0.1")]),
    st.sampled_from(sorted(HOSTS)),
    st.sets(st.sampled_from(sorted(HOSTS)), max_size=2),
    st.sets(st.sampled_from([*REMOTES, "203.0.113.7"]), min_size=1),
    st.integers(-80, 50),
    st.booleans(),
)


@pytest.fixture
def store(empty_store: Duck) -> Duck:
    enrich.load_hostnames(empty_store)
    clients = ", ".join(f"('{ip}', '{vpc}', '{region}')" for vpc, ip in CLIENTS for region in REGIONS)
    empty_store.execute(
        "create temp table day_client as "
        f"from (values {clients}, (null, 'vpc-0b', 'ap-east-1')) t(client_ip, vpc_id, region)"
    )
    remotes = ", ".join(f"('{remote}')" for remote in REMOTES)
    empty_store.execute(f"create temp table day_remote as from (values {remotes}, (null)) t(remote_ip)")
    return empty_store


def expected(asked: list[Query]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Return what holds for every client, remote and hour."""
    right = {}
    for vpc, ip in CLIENTS:
        for remote in REMOTES:
            for hour in range(24):
                said = told(asked, HOSTS, Flow(vpc, ip, remote, MIDNIGHT + hour * HOUR))
                for region in REGIONS:
                    key = (region, vpc, ip, remote, hour)
                    if said is None:
                        right[key] = (None,) * 7
                    else:
                        names = (said.match, said.hostname, said.candidates, said.service, said.region, said.served_by)
                        right[key] = (*names, said.hostname is None and said.service is None)
    return right


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(queries, max_size=16))
def test_each_hour_has_the_answer_of_the_slow_telling(store: Duck, asked: list[Query]) -> None:
    store.execute("delete from dns_seen")
    for query in asked:
        store.execute(
            "insert into dns_seen select 'b', $vpc, $client, unnest($addresses), $name, $aliases::varchar[], t, t "
            "from (select to_timestamp($at) at time zone 'UTC' as t)",
            vpc=query.vpc_id, client=None if query.is_forwarded else query.client_ip, addresses=list(query.addresses),
            name=query.name, aliases=list(query.aliases), at=query.at,
        )  # fmt: skip
    # What earlier examples left in remote_name is taken up again, as in any second run.
    enrich.match_answers(store, DAY)
    assert {row[:5]: row[5:] for row in store.rows(ANSWERS)} == expected(asked)
    keys = "select count(*), count(distinct (region, remote_ip, dns_key)) from remote_name"
    rows, distinct = store.row(keys)
    assert rows == distinct
