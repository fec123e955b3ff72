"""Asks a file everything: `python ask_everything.py FILE ZONE` prints every answer as JSON. Needs any DuckDB alone.

With the word `unoptimised` behind them nothing is optimised: the answers must be those of a session that optimises.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import duckdb

# The same two days, as an analyst may write them; the last holds an offset that is neither UTC nor the session's zone.
WINDOWS = {
    "text": ("'2026-11-16'", "'2026-11-18 00:00'"),
    "date": ("date '2026-11-16'", "date '2026-11-18'"),
    "timestamptz": ("timestamptz '2026-11-16 02:00:00+02'", "timestamptz '2026-11-17 19:00:00-05'"),
}
BLOCKS = ("advice_", "finding_", "gateway_window", "nat_window")
"""Macros that others are made of: one spelling is enough."""
MANY_ROWS = 5_000
"""Of larger tables (the shipped address ranges) the rows are counted."""
OTHER_ARGUMENTS = {"key": "'team'", "at_time": "'2026-11-17'", "hours": "24"}
SCALARS = {
    "utc": ["'2026-11-16 01:02:03'", "date '2026-11-16'", "timestamptz '2026-11-16 02:00:00+02'"],
}


def text(value: Any) -> str:
    """Spell a value alike in all versions: floats with 12 digits, maps and lists by their items."""
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, dict):
        return "{" + ", ".join(sorted(f"{key}={text(item)}" for key, item in value.items())) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(text(item) for item in value) + "]"
    return str(value)


def main(path: str, zone: str, how: str = "") -> None:
    """Print the answers of the file at `path` in a session of the time zone `zone`."""
    connection = duckdb.connect(path, read_only=True, config={"autoinstall_known_extensions": False})
    connection.execute(f"set timezone = '{zone}'")
    (optimizers,) = connection.execute("select string_agg(name) from duckdb_optimizers()").fetchall()[0]

    def optimise(*, is_on: bool) -> None:
        connection.execute(f"set disabled_optimizers = '{'' if is_on and not how else optimizers}'")

    answers: dict[str, list[str]] = {}
    errors: dict[str, str] = {}
    unknown: set[str] = set()

    optimise(is_on=True)

    def ask(name: str, sql: str) -> None:
        try:
            # What a macro's own order leaves open is settled here; its order is another test's matter.
            answers[name] = sorted(text(row) for row in connection.execute(sql).fetchall())
        except duckdb.Error as error:
            errors[name] = str(error)

    for kind, listing in (
        ("view", "select view_name from duckdb_views() where not internal and not temporary"),
        ("table", "select table_name from duckdb_tables() where not temporary"),
    ):
        for (name,) in connection.execute(listing + " order by 1").fetchall():
            count = connection.execute(f"select count(*) from {name}").fetchone()
            is_large = count is not None and count[0] > MANY_ROWS
            ask(f"{kind} {name}", f"select count(*) from {name}" if is_large else f"from {name}")
    macros = connection.execute(
        "select function_name, function_type, parameters from duckdb_functions() "
        "where not internal and function_type like '%macro' order by 1"
    ).fetchall()
    for name, kind, parameters in macros:
        if any(parameter.endswith("_rows") for parameter in parameters):
            # It takes the name of somebody else's rows, and answers through the macro that has them.
            continue
        if kind == "table_macro":
            unknown |= set(parameters) - {"since", "until", "before", "after", *OTHER_ARGUMENTS}
            spellings = ["timestamptz"] if name.startswith(BLOCKS) else list(WINDOWS)
            for spelling in spellings:
                # Planning is nearly all that it costs; what an optimizer does depends on the macro alone.
                optimise(is_on=spelling == spellings[0])
                since, until = WINDOWS[spelling]
                given = {"since": since, "until": until, "before": since, "after": until, **OTHER_ARGUMENTS}
                arguments = ", ".join(given.get(parameter, "null") for parameter in parameters)
                ask(f"{name}({', '.join(parameters)}) {spelling}", f"from {name}({arguments})")
            optimise(is_on=True)
        else:
            for argument in SCALARS.get(name, []):
                ask(f"{name}({argument})", f"select {name}({argument})")
    ask("columns", "select table_name, column_name, data_type, comment from duckdb_columns() where not internal")
    found = {"version": duckdb.__version__, "unknown parameters": sorted(unknown), "errors": errors, "answers": answers}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
