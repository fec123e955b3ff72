"""Reduces Resolver query logs to what naming needs: which names answered which address, for whom, in which hour."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import polars as pl

from nat_attrib.duck import Error, json_view, nested_parquet_view
from nat_attrib.errors import BadObjectError
from nat_attrib.ingest import names
from nat_attrib.ingest.query_format import QueryFormat, inspect_queries
from nat_attrib.ingest.reduce import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.ingest.fetch import FetchedObject

_LINE = {
    "vpc_id": "VARCHAR",
    "query_timestamp": "VARCHAR",
    "query_name": "VARCHAR",
    "rcode": "VARCHAR",
    "answers": 'STRUCT("Rdata" VARCHAR, "Type" VARCHAR)[]',
    "srcaddr": "VARCHAR",
    "srcids": "STRUCT(resolver_endpoint VARCHAR)",
}
# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html
_OCSF = {
    "src_endpoint": "STRUCT(vpc_uid VARCHAR, ip VARCHAR)",
    # Only instance_uid is read; the others are there since a struct without any known member cannot be cast.
    "dst_endpoint": "STRUCT(instance_uid VARCHAR, interface_uid VARCHAR, ip VARCHAR, port VARCHAR)",
    "query": "STRUCT(hostname VARCHAR)",
    "answers": 'STRUCT("type" VARCHAR, rdata VARCHAR)[]',
    "rcode": "VARCHAR",
    "time": "BIGINT",
}


@dataclass(frozen=True, slots=True)
class QueryContext:
    """What reduce knows of query logs beside their lines: nothing but its own version."""

    kind: ClassVar[str] = names.QUERY_LOG
    query_reduce_version: int = 1
    """Raised when reduce gives other rows for the same lines: batches of an older one are read again."""

    @property
    def context_id(self) -> str:
        """Hash of the content."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """Return the content as canonical JSON."""
        return json.dumps({"query_reduce_version": self.query_reduce_version}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> QueryContext:
        """Return the context that `to_json` wrote."""
        return cls(**json.loads(text))

    def outgrows(
        self, content: str, *, accounts: set[str], regions: set[str], newest: str | None, unknown: Collection[str] = ()
    ) -> bool:
        """Tell whether a batch that was reduced under `content` would be read otherwise now."""
        del accounts, regions, newest, unknown
        return content != self.to_json()


def reduce_query_logs(duck: Duck, objects: Sequence[FetchedObject]) -> list[Outcome]:
    """Reduce objects to the temporary table `reduced_dns_seen`.

    Objects of one form are read by one query. When that fails, the set is halved until the bad object stands alone.

    Returns:
        One outcome per object; lines that are no answer in JSON count as rejected.
    """
    duck.run("stages/ingest/query_reduced")
    outcomes: list[Outcome] = []
    groups: dict[QueryFormat, list[Outcome]] = defaultdict(list)
    for fetched in objects:
        if fetched.path is None:
            outcomes.append(Outcome(fetched, "failed", reason=fetched.error or "The object could not be fetched."))
            continue
        try:
            groups[inspect_queries(fetched.path)].append(Outcome(fetched, "ok"))
        except BadObjectError as error:
            outcomes.append(Outcome(fetched, error.status, reason=str(error)))
    for found, members in groups.items():
        outcomes.extend(_reduce_group(duck, found, members))
    return outcomes


def _reduce_group(duck: Duck, found: QueryFormat, members: list[Outcome]) -> list[Outcome]:
    try:
        return _read(duck, found, members)
    except Error as error:
        if len(members) == 1:
            reason = f"It cannot be read: {str(error).partition(chr(10))[0]}"
            return [replace(members[0], status="failed", reason=reason)]
    middle = len(members) // 2
    return _reduce_group(duck, found, members[:middle]) + _reduce_group(duck, found, members[middle:])


def _read(duck: Duck, found: QueryFormat, members: list[Outcome]) -> list[Outcome]:
    paths = [str(member.fetched.path) for member in members]
    if found == "ocsf":
        nested_parquet_view(duck, "query_record", paths, _OCSF)
        duck.run("stages/ingest/query_answer_ocsf")
    else:
        json_view(duck, "query_record", paths, _LINE, compression="gzip" if found == "gzip lines" else "none")
        duck.run("stages/ingest/query_answer_json")
    told = pl.DataFrame(
        {"path": paths, "vpc_id": [_vpc_in_name(member) for member in members]},
        schema={"path": pl.String, "vpc_id": pl.String},
    )
    with duck.frame("query_object", told), duck.transaction():
        duck.run("stages/ingest/query_reduce")
    counts = {path: (lines, bad) for path, lines, bad in duck.rows("from query_line_count")}
    return [_counted(member, *counts.get(path, (0, 0))) for member, path in zip(members, paths, strict=True)]


def _counted(outcome: Outcome, lines: int, bad: int) -> Outcome:
    reason = f"{bad:,} lines are no Resolver query as JSON, or their time cannot be read." if bad else None
    status = "partial" if bad else "ok"
    return replace(outcome, status=status, rows_read=lines, rows_rejected=bad, reason=reason)


def _vpc_in_name(outcome: Outcome) -> str | None:
    """Return the VPC of the file name: the lines lack it where the log comes from a Route 53 Profile."""
    said = names.parse(outcome.fetched.found.key.rpartition("/")[2], names.QUERY_LOG)
    return said.vpc_id if said else None
