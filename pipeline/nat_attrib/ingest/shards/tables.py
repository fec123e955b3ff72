"""What reduce leaves, by kind of log: the one place that knows which reducer and which tables belong to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.ingest.context import Context
from nat_attrib.ingest.names import FLOW_LOG
from nat_attrib.ingest.query_reduce import reduce_query_logs
from nat_attrib.ingest.recognise import Recogniser
from nat_attrib.ingest.reduce import reduce

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.ingest.fetch import FetchedObject
    from nat_attrib.ingest.plan import Knowledge
    from nat_attrib.ingest.reduce import Outcome

_ANSWERS = "reduced_dns_seen"


def reduced(
    duck: Duck, fetched: Sequence[FetchedObject], knowledge: Knowledge, settled: Sequence[str]
) -> list[Outcome]:
    """Reduce objects of one kind to its tables; see `reduce` and `reduce_query_logs`.

    What the records of flow logs tell of unknown NAT gateways is in `reduced_gateway_evidence`.
    """
    if not isinstance(knowledge, Context):
        return reduce_query_logs(duck, fetched)
    recogniser = Recogniser(duck)
    recogniser.settle(settled)
    outcomes = reduce(duck, fetched, knowledge, recogniser.look)
    duck.execute("create or replace temp table reduced_gateway_evidence as from gateway_evidence")
    return outcomes


def empty(duck: Duck, kind: str) -> list[str]:
    """Make the empty tables of a kind and return their names."""
    duck.run("stages/ingest/reduced" if kind == FLOW_LOG else "stages/ingest/query_reduced")
    duck.execute("create or replace temp table reduced_gateway_evidence as from gateway_evidence limit 0")
    return names(duck, kind)


def names(duck: Duck, kind: str) -> list[str]:
    """Return the names of the tables that reduce fills for a kind."""
    if kind != FLOW_LOG:
        return [_ANSWERS]
    found = duck.rows("select table_name from duckdb_tables() where temporary and table_name ^@ 'reduced_' order by 1")
    return [name for (name,) in found if name != _ANSWERS]
