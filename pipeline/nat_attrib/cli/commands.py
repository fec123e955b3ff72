"""Every command; importing this registers them all."""

from nat_attrib.cli import advice, change, demo, doctor, enrich, explain, export, keep, shards, show, trust, work  # noqa: F401 - importing registers the commands
from nat_attrib.cli.app import app

__all__ = ["app"]

ORDER = (
    "demo",
    "doctor",
    "run",
    "report",
    "recommend",
    "audit",
    "plan",
    "compare",
    "explain",
    "reconcile",
    "export",
    "ingest",
    "inventory",
    "enrich",
    "refresh",
    "compact",
    "prune",
)
"""The commands as the help lists them, from first try to upkeep; the groups come last."""

# Whichever module is imported first registers first, so the order would else depend on who imported what.
app.registered_commands.sort(key=lambda command: ORDER.index(command.name or getattr(command.callback, "__name__", "")))
