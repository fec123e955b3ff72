"""Shows what the file knows: collects a window from the macros once, then renders it as text; nothing here prints."""

from nat_attrib.report.changes import Changes
from nat_attrib.report.collect import (
    NoDataError,
    collect,
    collect_changes,
    collect_nothing,
    collect_recommendations,
    collect_span,
    collect_trust,
    collect_unseen,
)
from nat_attrib.report.formats import (
    Format,
    Plain,
    render,
    render_changes,
    render_recommendations,
    render_sentences,
    render_trust,
)
from nat_attrib.report.model import By, Grouping, Report
from nat_attrib.report.trust import Trust

__all__ = [
    "By",
    "Changes",
    "Format",
    "Grouping",
    "NoDataError",
    "Plain",
    "Report",
    "Trust",
    "collect",
    "collect_changes",
    "collect_nothing",
    "collect_recommendations",
    "collect_span",
    "collect_trust",
    "collect_unseen",
    "render",
    "render_changes",
    "render_recommendations",
    "render_sentences",
    "render_trust",
]
