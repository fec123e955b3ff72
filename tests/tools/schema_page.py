"""Writes docs/schema.md from the comments in `sql/`: `make docs`."""

from __future__ import annotations

import html
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nat_attrib import duck as engine
from tests.conftest import ROOT, install_all
from tests.tools.report_columns import MEANING

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

PAGE = ROOT / "docs" / "schema.md"
_HEAD = """\
# The DuckDB file

Everything nat-attrib knows is in one file. Names and meaning of what is on this page are its public interface.
The page is written by `make docs` from the comments in the file, which `select * from duckdb_columns()` shows as well.

All times are UTC, ids are text, an unknown is NULL. GB and GiB are 2^30 bytes. `since` and `until` take a text, a date
or a time: `from nat_by_service('2026-11-16', now())`. Open the file read-only, and use its macros in the opened file,
not through `attach`.
"""
_BLOCKS = ("advice_", "finding_", "gateway_window", "nat_window")
"""Table macros that others are made of."""


def page(duck: Duck) -> str:
    """Return the page for a file with everything installed."""
    macros = duck.dicts(
        "select function_name as name, function_type as kind, comment, parameters from duckdb_functions() "
        "where not internal order by function_name"
    )
    tables = [macro for macro in macros if macro["kind"] == "table_macro"]
    meanings = MEANING | {row["column_name"]: row["comment"] for row in _columns(duck, "nat_traffic")}
    views = duck.dicts("select view_name as name, comment from duckdb_views() where not internal order by view_name")
    stored = duck.dicts("select table_name as name, comment from duckdb_tables() order by table_name")
    parts = [_HEAD, "## Reports\n"]
    parts += [_report(duck, macro, meanings) for macro in tables if not macro["name"].startswith(_BLOCKS)]
    parts.append("## Views\n")
    parts += [_relation(duck, view) for view in sorted(views, key=lambda view: view["name"].startswith("inventory_"))]
    parts.append("## Tables\n")
    parts += [_relation(duck, table) for table in stored]
    parts.append("## Functions\n\nWhat reports and views are made of.\n")
    parts.append(
        _functions([macro for macro in macros if macro["kind"] == "macro" or macro["name"].startswith(_BLOCKS)])
    )
    return "\n".join(parts)


def _columns(duck: Duck, name: str) -> list[dict[str, Any]]:
    return duck.dicts(
        "select column_name, data_type, comment from duckdb_columns() where table_name = $name order by column_index",
        name=name,
    )


def _relation(duck: Duck, relation: dict[str, Any]) -> str:
    rows = [(f"`{row['column_name']}`", row["data_type"], row["comment"]) for row in _columns(duck, relation["name"])]
    return f"### `{relation['name']}`\n\n{_text(relation['comment'])}\n\n{_table(('column', 'type', 'meaning'), rows)}"


def _report(duck: Duck, macro: dict[str, Any], meanings: dict[str, str]) -> str:
    sample = {"since": "'2026-01-01'", "until": "'2026-01-02'"}
    arguments = ", ".join(sample.get(name, "'x'") for name in macro["parameters"])
    described = duck.rows("describe from " + macro["name"] + "(" + arguments + ")")
    if unknown := [name for name, *_ in described if name not in meanings]:
        raise LookupError(f"{macro['name']} has columns without a meaning in report_columns.py: {', '.join(unknown)}")
    rows = [(f"`{name}`", kind, meanings[name]) for name, kind, *_ in described]
    return f"### `{_signature(macro)}`\n\n{_text(macro['comment'])}\n\n{_table(('column', 'type', 'meaning'), rows)}"


def _functions(macros: list[dict[str, Any]]) -> str:
    return _table(("function", "meaning"), [(f"`{_signature(macro)}`", macro["comment"]) for macro in macros])


def _signature(macro: dict[str, Any]) -> str:
    return f"{macro['name']}({', '.join(macro['parameters'])})"


def _table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [titles, ("---",) * len(titles), *(tuple(_text(cell) for cell in row) for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _text(text: str) -> str:
    return html.escape(text, quote=False).replace("|", "\\|").replace("\n", " ")


def main() -> None:
    """Write the page, or with a path write it there."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    duck = install_all(engine.connect())
    target.write_text(page(duck), encoding="utf-8")
    duck.close()


if __name__ == "__main__":
    main()
