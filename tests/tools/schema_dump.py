"""Writes the tables of this schema version, with a few rows, to tests/schemas/: `make docs`.

Up to a release the file follows `sql/schema/`; from then on it stays, `SCHEMA_VERSION` goes up with every change of a
table, and `tests/test_store_upgrade.py` proves that files of every version still open.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nat_attrib import duck as engine
from nat_attrib import store
from tests import sql_cases
from tests.conftest import ROOT

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

FOLDER = ROOT / "tests" / "schemas"
CASE = sql_cases.ROOT / "nat_traffic" / "every_row_is_named_and_priced"
"""What the rows are."""
STATED = {"cross_az_sides": "1"}
"""Rows of `setting`, beside `expected_bytes`, which is what the rows add up to."""


def path() -> Path:
    """Return the file of this program's schema version."""
    return FOLDER / f"v{store.SCHEMA_VERSION}.sql"


def dump() -> str:
    """Return statements that make a file as this program does, without macros and views: those are not stored data."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "nat.duckdb"
        with store.writing(db) as duck:
            sql_cases.load(duck, CASE)
            for key, value in STATED.items():
                duck.execute("delete from setting where key = $key", key=key)
                duck.execute("insert into setting values ($key, $value)", key=key, value=value)
            duck.execute("insert into setting select 'expected_bytes', sum(bytes)::varchar from nat_traffic")
            # What differs from one writing of this file to the next, and from one machine to the next.
            duck.execute("delete from meta where key in ('base_file', 'sql_hash')")
        duck = engine.connect(db, read_only=True)
        try:
            return "".join(_table(duck, name, sql) for name, sql in _tables(duck))
        finally:
            duck.close()


def _tables(duck: Duck) -> list[tuple[str, str]]:
    return [(name, sql) for name, sql in duck.rows("select table_name, sql from duckdb_tables() order by table_name")]


def _table(duck: Duck, name: str, sql: str) -> str:
    columns = duck.rows(
        "select column_name, data_type from duckdb_columns() where table_name = $name order by column_index", name=name
    )
    shown = ", ".join(f'"{column}"::varchar' for column, _ in columns)
    lines = [sql.rstrip(";") + ";"]
    for row in duck.rows(f"select {shown} from {name} order by all"):
        values = [
            "null" if value is None else f"'{value.replace(chr(39), chr(39) * 2)}'::{kind}"
            for value, (_, kind) in zip(row, columns, strict=True)
        ]
        lines.append(f"insert into {name} values ({', '.join(values)});")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the file."""
    FOLDER.mkdir(exist_ok=True)
    path().write_text(dump(), encoding="utf-8")
    print(path().relative_to(ROOT))


if __name__ == "__main__":
    main()
