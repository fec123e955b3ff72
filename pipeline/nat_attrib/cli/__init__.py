"""The command line: parses, builds the inputs, calls the stages, prints; the only place that exits."""

from nat_attrib.cli import advice, change, demo, doctor, enrich, explain, export, keep, shards, show, trust, work  # noqa: F401 - importing registers the commands
from nat_attrib.cli.app import app, main

__all__ = ["app", "main"]
