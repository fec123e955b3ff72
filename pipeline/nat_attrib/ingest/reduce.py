"""Reduce: files and a context in, hourly rows out. It decides nothing that needs more than one record.

The rows are left in temporary tables of the given connection (`reduced_*`), for commit to store or a shard to write.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from nat_attrib.duck import Error
from nat_attrib.errors import BadObjectError
from nat_attrib.ingest.inspect import Format, inspect
from nat_attrib.ingest.passes import read_records
from nat_attrib.ingest.records import record_view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.ingest.context import Context
    from nat_attrib.ingest.fetch import FetchedObject


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one object."""

    fetched: FetchedObject
    status: str
    """ok, partial, refused or failed."""
    flow_log_id: str | None = None
    rows_read: int = 0
    rows_rejected: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Readable:
    outcome: Outcome
    path: str
    rows: int | None
    """Records according to the Parquet footer; None for text."""


def reduce(
    duck: Duck,
    objects: Sequence[FetchedObject],
    context: Context,
    look: Callable[[Format], None] | None = None,
) -> list[Outcome]:
    """Reduce objects to the temporary tables `reduced_flow_hour`, `reduced_log_hour` and `reduced_source_seen`.

    Objects of one format are read by one query. When that fails, the set is halved until the bad object stands alone.

    Args:
        duck: any connection that holds the schema.
        objects: fetched objects; those that could not be fetched become outcomes with their reason.
        context: the gateways and networks.
        look: called for each set of files while the table `record` shows it, for who wants to look too; a set that
            has to be halved is shown again.

    Returns:
        One outcome per object.
    """
    duck.run("stages/ingest/reduced")
    outcomes: list[Outcome] = []
    groups: dict[Format, list[_Readable]] = defaultdict(list)
    for fetched in objects:
        try:
            found, rows = _inspected(fetched)
        except BadObjectError as error:
            outcomes.append(Outcome(fetched, error.status, reason=str(error)))
            continue
        outcome = Outcome(fetched, "ok", _flow_log_id(fetched, found))
        groups[found].append(_Readable(outcome, str(fetched.path), rows))
    with context.tables(duck):
        for found, members in groups.items():
            outcomes.extend(_reduce_group(duck, found, members, look))
    return outcomes


def _inspected(fetched: FetchedObject) -> tuple[Format, int | None]:
    if fetched.path is None:
        raise BadObjectError(fetched.error or "The object could not be fetched.")
    return inspect(fetched.path)


def _flow_log_id(fetched: FetchedObject, found: Format) -> str:
    """Return the id in the file name; without one the source and the column set stand in for it.

    Of Security Lake the source is what AWS calls it, since every region's bucket may hold copies of one object.
    """
    source = fetched.found.lake_log or fetched.found.source
    return fetched.found.flow_log_id or f"{source}#{found.fingerprint}"


def _reduce_group(
    duck: Duck, found: Format, members: list[_Readable], look: Callable[[Format], None] | None
) -> list[Outcome]:
    try:
        return _read(duck, found, members, look)
    except (Error, BadObjectError) as error:
        if len(members) == 1:
            reason = str(error) if isinstance(error, BadObjectError) else f"It cannot be read: {_first_line(error)}"
            return [replace(members[0].outcome, status="failed", reason=reason)]
    middle = len(members) // 2
    halves = (members[:middle], members[middle:])
    return [outcome for half in halves for outcome in _reduce_group(duck, found, half, look)]


def _read(duck: Duck, found: Format, members: list[_Readable], look: Callable[[Format], None] | None) -> list[Outcome]:
    paths = [member.path for member in members]
    numbers = {name: number for number, name in enumerate({str(member.outcome.flow_log_id) for member in members})}
    told = pl.DataFrame(
        {
            "path": paths,
            "log_number": [numbers[str(member.outcome.flow_log_id)] for member in members],
            "flow_log_id": [member.outcome.flow_log_id for member in members],
            "account_id": [member.outcome.fetched.found.account_id for member in members],
            "region": [member.outcome.fetched.found.region for member in members],
        },
        schema={
            "path": pl.String,
            "log_number": pl.Int32,
            "flow_log_id": pl.String,
            "account_id": pl.String,
            "region": pl.String,
        },
    )
    record_view(duck, found, paths, sum(member.rows or 0 for member in members))
    with duck.frame("object", told):
        read_records(duck, found)
        if look is not None:
            look(found)
        return _counted(duck, found, members)


def _counted(duck: Duck, found: Format, members: list[_Readable]) -> list[Outcome]:
    rows = {member.path: member.rows or 0 for member in members}
    rejected: dict[str, tuple[int, str]] = {}
    if found.kind == "text":
        rows |= dict(duck.rows("select object_path, count(*) from record group by object_path"))
        for path, count, reason in duck.rows("from rejected_line"):
            rows[path] = rows.get(path, 0) + count
            rejected[path] = (count, reason)
    for path, count in duck.rows("select object_path, sum(records)::bigint from bad_record group by object_path"):
        before, reason = rejected.get(path, (0, ""))
        said = (
            f"{count} records at gateways, endpoints or their clients have implausible times or bytes, no action, "
            "no packet addresses, or fit no leg."
        )
        rejected[path] = (before + count, f"{reason} {said}".strip())
    outcomes = []
    for member in members:
        count, reason = rejected.get(member.path, (0, ""))
        outcomes.append(
            replace(
                member.outcome,
                status="partial" if count else "ok",
                rows_read=rows[member.path],
                rows_rejected=count,
                reason=reason or None,
            )
        )
    return outcomes


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
