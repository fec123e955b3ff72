"""The command line: parses, builds the inputs, calls the stages, prints; the only place that exits."""

from nat_attrib.cli.app import main

__all__ = ["main"]
