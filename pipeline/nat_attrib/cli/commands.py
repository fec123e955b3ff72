"""Every command; importing this registers them all."""

from nat_attrib.cli import advice, change, demo, doctor, enrich, explain, export, keep, shards, show, trust, work  # noqa: F401 - importing registers the commands
from nat_attrib.cli.app import app

__all__ = ["app"]
