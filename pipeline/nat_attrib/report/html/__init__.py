"""The report as one page: a file that opens anywhere, asks the network for nothing, and is whole without JavaScript."""

from nat_attrib.report.html.page import render

__all__ = ["render"]
