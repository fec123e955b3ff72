"""The formats a report can have, and the one door to all of them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from nat_attrib.report import changes, csv, html, json, markdown, table, trust

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Report, Row


class Plain(StrEnum):
    """What `--format` takes of what has no page of its own."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class Format(StrEnum):
    """What `--format` takes of a report."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"

    @property
    def needs_every_ranking(self) -> bool:
        """Whether `collect` must be asked for more than the chosen ranking."""
        return self in {Format.JSON, Format.HTML}


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
        case Format.HTML:
            return html.render(report)
        case _:
            assert_never(format)


def render_recommendations(
    rows: Sequence[Row],
    format: Plain,  # noqa: A002 - the flag's name
    *,
    width: int = table.WIDTH,
    color: bool = False,
) -> str:
    """Return the recommendations alone as text."""
    match format:
        case Plain.TABLE:
            return table.render_recommendations(rows, width=width, color=color)
        case Plain.JSON:
            return json.render_recommendations(rows)
        case Plain.CSV:
            return csv.render_recommendations(rows)
        case Plain.MARKDOWN:
            return markdown.render_recommendations(rows)
        case _:
            assert_never(format)


def render_sentences(
    title: str,
    said: Sequence[str],
    format: Plain,  # noqa: A002 - the flag's name
    *,
    width: int = table.WIDTH,
    color: bool = False,
) -> str:
    """Return sentences under a title, as the end of a table or of Markdown; nothing in the formats of programs."""
    if not said or format not in {Plain.TABLE, Plain.MARKDOWN}:
        return ""
    if format is Plain.MARKDOWN:
        return "\n".join(["", f"### {title}", "", *(f"- {markdown.escape(each)}" for each in said)]) + "\n"
    screen, written = table.console(width, color=color)
    table.section(screen, title, said)
    return "\n" + table.tidy(written.getvalue())


def render_changes(found: changes.Changes, format: Plain, *, width: int = table.WIDTH, color: bool = False) -> str:  # noqa: A002
    """Return what changed as text."""
    match format:
        case Plain.TABLE:
            return changes.render(found, width=width, color=color)
        case Plain.JSON:
            return changes.render_json(found)
        case Plain.CSV:
            return changes.render_csv(found)
        case Plain.MARKDOWN:
            return changes.render_markdown(found)
        case _:
            assert_never(format)


def render_trust(found: trust.Trust, format: Plain, *, width: int = table.WIDTH, color: bool = False) -> str:  # noqa: A002
    """Return the flow logs beside CloudWatch and the bill as text."""
    match format:
        case Plain.TABLE:
            return trust.render(found, width=width, color=color)
        case Plain.JSON:
            return trust.render_json(found)
        case Plain.CSV:
            return trust.render_csv(found)
        case Plain.MARKDOWN:
            return trust.render_markdown(found)
        case _:
            assert_never(format)
