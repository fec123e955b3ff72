"""The commands compact and prune: keep the file small."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from nat_attrib import keep, store
from nat_attrib.cli.app import Shared, app, say
from nat_attrib.cli.teach import examples
from nat_attrib.cli.work import MemoryLimit
from nat_attrib.errors import UsageError
from nat_attrib.window import Window


@app.command(epilog=examples("compact"))
def compact(
    context: typer.Context,
    detail_days: Annotated[
        int | None,
        typer.Option(help="Days to keep by address and port from now on; 0: all. Default: as before, else 14.", min=0),
    ] = None,
    memory_limit: MemoryLimit = None,
) -> None:
    """Fold days that are older than the detailed ones, drop what nothing refers to, and write the file anew.

    Every run folds too, and the room is used again; only this command gives it back to the disk.
    """
    shared: Shared = context.obj
    _need(shared)
    with store.writing(shared.db, memory_limit=memory_limit) as duck:
        if detail_days is not None:
            duck.execute("delete from setting where key = 'detail_days'")
            duck.execute("insert into setting values ('detail_days', $days)", days=str(detail_days))
        keep.fold(duck)
        keep.forget(duck)
    before, after = store.rewrite(shared.db, memory_limit=memory_limit)
    say(f"{shared.db}: {before / 2**20:,.1f} MiB before, {after / 2**20:,.1f} MiB now\n")


@app.command(epilog=examples("prune"))
def prune(
    context: typer.Context,
    older_than: Annotated[
        str, typer.Option(help="90d, 52w back from now, or an ISO date (UTC): hours before it are forgotten.")
    ],
    memory_limit: MemoryLimit = None,
) -> None:
    """Forget old hours for good; the inventory's history stays. Give the room back with compact.

    Logs of forgotten hours are not read again, also when they come late.
    """
    shared: Shared = context.obj
    _need(shared)
    now = datetime.now(UTC)
    since = Window.parse(older_than, None, now).since
    if since > now.replace(tzinfo=None) - timedelta(days=1):
        raise UsageError(f"--older-than {older_than} would forget today; name a time that is a day ago or more.")
    with store.writing(shared.db, memory_limit=memory_limit) as duck:
        gone = keep.prune(duck, since)
    say(f"{gone:,} gateway hours before {since:%Y-%m-%d %H:%M} UTC are forgotten\n")


def _need(shared: Shared) -> None:
    if not shared.db.exists():
        raise UsageError(f"There is no {shared.db}; make it with nat-attrib run, or name another file with --db.")
