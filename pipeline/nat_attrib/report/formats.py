"""The formats a report can have, and the one door to all of them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from nat_attrib.report import csv, json, markdown, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Report, Row


class Format(StrEnum):
    """What `--format` takes."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"

    @property
    def needs_every_ranking(self) -> bool:
        """Whether `collect` must be asked for more than the chosen ranking."""
        return self is Format.JSON


def render(report: Report, format: Format, *, width: int = table.WIDTH, color: bool = False) -> str:  # noqa: A002 - the flag's name
    """Return the report as text; `width` and `color` matter to the table alone."""
    match format:
        case Format.TABLE:
            return table.render(report, width=width, color=color)
        case Format.JSON:
            return json.render(report)
        case Format.CSV:
            return csv.render(report)
        case Format.MARKDOWN:
            return markdown.render(report)
        case _:
            assert_never(format)


def render_recommendations(
    rows: Sequence[Row],
    format: Format,  # noqa: A002 - the flag's name
    *,
    width: int = table.WIDTH,
    color: bool = False,
) -> str:
    """Return the recommendations alone as text."""
    match format:
        case Format.TABLE:
            return table.render_recommendations(rows, width=width, color=color)
        case Format.JSON:
            return json.render_recommendations(rows)
        case Format.CSV:
            return csv.render_recommendations(rows)
        case Format.MARKDOWN:
            return markdown.render_recommendations(rows)
        case _:
            assert_never(format)
