"""The command explain: everything that is known of an address, as a table or JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from nat_attrib import store
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.show import _terminal
from nat_attrib.cli.teach import examples
from nat_attrib.explain import Explanation
from nat_attrib.explain import explain as explained
from nat_attrib.progress import printable
from nat_attrib.window import parse_time

if TYPE_CHECKING:
    from collections.abc import Iterator


class Format(StrEnum):
    """What explain's `--format` takes."""

    TABLE = "table"
    JSON = "json"


_HANG = 6
"""Columns before what a line of details goes on with; its beginning stands at 2."""
_NARROWEST = 20


@app.command(epilog=examples("explain"))
def explain(
    context: typer.Context,
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="An IPv4 or IPv6 address, as the flow logs show it.")
    ],
    at: Annotated[
        str | None, typer.Option(help="When: an ISO time (UTC), or 36h back from now. Default: newest.")
    ] = None,
    vpc: Annotated[str | None, typer.Option(help="Only what the clients of this VPC asked and sent.")] = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.TABLE,  # noqa: A002 - the flag's name
) -> None:
    """Show everything that is known of an address, rung by rung of the ladder of evidence."""
    shared: Shared = context.obj
    moment = parse_time(at, datetime.now(UTC)) if at else None
    with store.reading(shared.db) as duck:
        found = explained(duck, address, moment, vpc)
    typer.echo(_json(found) if format is Format.JSON else "\n".join(lines(found, _terminal(None).get("width"))))


def _json(found: Explanation) -> str:
    rungs = {
        rung.name: [{key: _plain(value) for key, value in row.items()} for row in rung.rows] for rung in found.rungs
    }
    said = {
        "address": found.address,
        "kind": found.kind,
        "at": found.at.isoformat(),
        "rungs": rungs,
        "conclusion": found.conclusion,
    }
    return json.dumps(said, indent=2)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def lines(found: Explanation, width: int | None = None) -> Iterator[str]:
    """Yield the explanation line by line.

    Args:
        found: what to show.
        width: columns of the terminal, where long lines break and go on below their beginning; None leaves them whole,
            for whatever reads them next.
    """
    yield f"{found.address} ({found.kind}), at {found.at:%Y-%m-%d %H:%M} UTC"
    for rung in found.rungs:
        yield ""
        yield f"{rung.title}: {'nothing' if not rung.rows else ''}".rstrip()
        for row in rung.rows:
            shown = "  ".join(f"{key}={_shown(key, value)}" for key, value in row.items() if value is not None)
            yield from _broken("  ", shown, width, hang=_HANG)
    yield ""
    label = "Conclusion: "
    yield from _broken(label, printable(found.conclusion), width, hang=len(label))


def _broken(mark: str, text: str, width: int | None, *, hang: int) -> Iterator[str]:
    if width is None:
        yield mark + text
        return
    room = max(width - hang, _NARROWEST)
    for number, line in enumerate(Text(text).wrap(Console(width=room), room)):
        yield f"{mark if number == 0 else ' ' * hang}{line.plain.rstrip()}"


def _shown(key: str, value: Any) -> str:  # noqa: ANN401 - any value of a table
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M}"
    if key == "bytes":
        return f"{value:,}"
    text = printable(str(value))
    return f'"{text}"' if " " in text else text
