"""docs/schema.md says what the file says, and the file says something of everything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tools.schema_page import PAGE, page

if TYPE_CHECKING:
    from nat_attrib.duck import Duck


def test_the_committed_page_is_current(empty_store: Duck) -> None:
    assert page(empty_store) == PAGE.read_text(encoding="utf-8"), "run make docs"


def test_everything_has_a_comment_that_is_a_sentence(empty_store: Duck) -> None:
    said = [
        *empty_store.rows("select table_name, comment from duckdb_tables()"),
        *empty_store.rows("select view_name, comment from duckdb_views() where not internal"),
        *empty_store.rows("select table_name || '.' || column_name, comment from duckdb_columns() where not internal"),
        *empty_store.rows("select function_name, comment from duckdb_functions() where not internal"),
    ]
    assert len(said) > 200
    assert [name for name, comment in said if not (comment or "").endswith(".")] == []
