"""Files of every released schema open, answer as they did, and become what a new file is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nat_attrib import duck as engine
from nat_attrib import sqlfiles, store
from tests.tools import schema_dump

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = "select table_name, column_name, data_type, is_nullable, comment from duckdb_columns() order by all"


@pytest.mark.parametrize("path", sorted(schema_dump.FOLDER.glob("v*.sql")), ids=lambda path: path.stem)
def test_files_of_every_schema_open_and_become_what_a_new_file_is(path: Path, tmp_path: Path, empty_file: Path) -> None:
    db = tmp_path / "nat.duckdb"
    old = engine.connect(db)
    old.connection.execute(path.read_text(encoding="utf-8"))
    old.close()
    with store.reading(db) as duck:
        settings = dict(duck.rows("from setting"))
        assert settings.items() >= schema_dump.STATED.items()
        assert duck.row("select sum(bytes)::varchar from nat_traffic") == (settings["expected_bytes"],)
        assert duck.rows(COLUMNS) == columns(empty_file)


def columns(db: Path) -> list[tuple[object, ...]]:
    with store.reading(db) as duck:
        return duck.rows(COLUMNS)


@pytest.fixture
def empty_file(tmp_path: Path) -> Path:
    with store.writing(tmp_path / "new.duckdb"):
        pass
    return tmp_path / "new.duckdb"


def test_this_schema_is_kept_for_later_releases() -> None:
    """`make docs` writes the file; once it is released, raise `SCHEMA_VERSION` and write `sql/upgrades/` instead."""
    path = schema_dump.path()
    assert path.is_file(), "write it with make docs"
    kept = engine.connect()
    kept.connection.execute(path.read_text(encoding="utf-8"))
    made = engine.connect()
    for name in sqlfiles.names("schema"):
        made.run(name)
    tables = "select table_name, column_name, data_type, is_nullable, column_default from duckdb_columns() order by all"
    assert kept.rows(tables) == made.rows(tables), "a table changed: see the text of this test"
