"""Matches a day's flows with what Resolver query logs told: the same client first, then its VPC, then stale answers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from nat_attrib.enrich.names import append_names
from nat_attrib.store.schema import fact, state

if TYPE_CHECKING:
    from datetime import date

    from nat_attrib.duck import Duck

WINDOW_HOURS = 24
"""How long an answer is fresh: the log has no TTL, omits answers from caches, and connections outlast both."""
STALE_HOURS = 72
"""How much older an answer may be and still name an address, as stale; no more than `WINDOW_HOURS` later."""


def match_answers(duck: Duck, day: date) -> None:
    """Match the clients and remotes of a day with the query logs.

    Reads the temporary tables `day_client(client_ip, vpc_id, region)` and `day_remote(remote_ip)`. Appends to
    `remote_name` what was told, and leaves the temporary tables `asker`, `answer_by_client` and `answer_by_vpc`, which
    say which row holds for whom in which hour (see `sql/stages/enrich/answers_named.sql`). Opens no transaction of its
    own.
    """
    duck.run("stages/enrich/asked", day=day, window_hours=WINDOW_HOURS, stale_hours=STALE_HOURS)
    for step in ("answer_meaning", "host_meaning", "answer_meaning_told", "answers"):
        duck.run(f"stages/enrich/{step}")
    duck.run("stages/enrich/answer_sets", day=day)
    append_names(duck)
    duck.run("stages/enrich/answers_named", day=day)
    duck.run("stages/enrich/answers_done")


def match_nothing(duck: Duck) -> None:
    """Leave the tables of `match_answers` empty: no query log was read."""
    duck.run("stages/enrich/answers_none")


def has_answers(duck: Duck) -> bool:
    """Tell whether any query log told anything, or did until now."""
    return bool(duck.rows("from dns_seen limit 1") or duck.rows("from remote_name where dns_key is not null limit 1"))


def days_to_match(duck: Duck) -> list[date]:
    """Return the stored days whose names may have changed: answers came or went, or names mean other services."""
    meaning, before = _meaning(duck), fact(duck, "host_meaning")
    if meaning != before:
        state(duck, host_meaning=meaning)
        if before is not None:
            stored = (
                "select hour::date as day from nat_hour union select hour::date as day from beside_hour order by day"
            )
            return [day for (day,) in duck.rows(stored)]
    return [
        day
        for (day,) in duck.rows(
            "select distinct n.day "
            "from (select hour::date as day from nat_hour union select hour::date as day from beside_hour) n "
            "join changed_answer_day c on n.day between c.day - 1 and c.day + $days order by n.day",
            days=STALE_HOURS // 24,
        )
    ]


def _meaning(duck: Duck) -> str:
    """Return a hash of what decides which service a name means, and whose questions are somebody else's."""
    said = duck.rows(
        "select pattern, service, served_by from hostname_pattern "
        "union all select service_name, service_region, array_to_string(list_sort(private_dns_names), ' ') "
        "from inventory_vpc_endpoint_service where is_current "
        "union all select distinct 'dhcp', configurations::varchar, '' from inventory_dhcp_options order by all"
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
