"""Shows what the file knows: collects a window from the macros once, then renders it as text; nothing here prints."""

from nat_attrib.report.collect import NoDataError, collect, collect_recommendations
from nat_attrib.report.formats import Format, render, render_recommendations
from nat_attrib.report.model import By, Grouping, Report

__all__ = [
    "By",
    "Format",
    "Grouping",
    "NoDataError",
    "Report",
    "collect",
    "collect_recommendations",
    "render",
    "render_recommendations",
]
