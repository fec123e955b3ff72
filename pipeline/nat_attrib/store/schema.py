"""Installs tables, macros, views and reports in a file, and upgrades files of older releases."""

from __future__ import annotations

import hashlib

from nat_attrib import __version__, sqlfiles
from nat_attrib.duck import Duck, Error
from nat_attrib.errors import NatAttribError

SCHEMA_VERSION = 1
"""Raised with every change of a stored table; `sql/upgrades/<version>.sql` brings older files there."""

# DuckDB plans each macro that it is given, and where the views' rows are held that takes a third of the time.
_FOLDERS = ("schema", "macros", "views", "held", "reports")
# Tables that another release would fill otherwise from the same rows.
_REMADE = ("stages/inventory/spread",)


def install(duck: Duck) -> None:
    """Create what is missing, upgrade what is old, and replace macros and views whose definition changed.

    Raises:
        NatAttribError: the file is another program's, or a newer release wrote it.
    """
    found = version(duck)
    if found is None and duck.rows("select 1 from duckdb_tables() where not temporary limit 1"):
        raise NatAttribError("The file holds somebody else's tables; name another one with --db.")
    if found is not None and found > SCHEMA_VERSION:
        raise NatAttribError(
            f"The file has schema version {found} and this nat-attrib knows {SCHEMA_VERSION}; install a newer one."
        )
    if found == SCHEMA_VERSION and fact(duck, "sql_hash") == sql_hash():
        return
    with duck.aside() as other, other.transaction():
        for name in sqlfiles.names("upgrades"):
            if found is not None and int(name.rpartition("/")[2]) > found:
                other.run(name)
        for folder in (*_FOLDERS, *_REMADE) if found is not None else _FOLDERS:
            for name in sqlfiles.names(folder):
                other.run(name)
        state(other, schema_version=SCHEMA_VERSION, program_version=__version__, sql_hash=sql_hash())
        if found is None:
            state(other, generation=0)


def version(duck: Duck) -> int | None:
    """Return the schema version of the open file; None for an empty one, and for another program's."""
    try:
        return int(fact(duck, "schema_version") or "")
    except (Error, ValueError):
        return None


def fact(duck: Duck, key: str) -> str | None:
    """Return a row of `meta`, or None."""
    found = duck.rows("select value from meta where key = $key", key=key)
    return found[0][0] if found else None


def state(duck: Duck, **facts: object) -> None:
    """Write rows of `meta`, replacing those of the same key."""
    for key, value in facts.items():
        duck.execute("delete from meta where key = $key", key=key)
        duck.execute("insert into meta values ($key, $value)", key=key, value=None if value is None else str(value))


def sql_hash() -> str:
    """Return a hash of this program's version and of every statement that `install` runs."""
    digest = hashlib.sha256(__version__.encode())
    for folder in (*_FOLDERS, *_REMADE):
        for name in sqlfiles.names(folder):
            digest.update(sqlfiles.text(name).encode())
    return digest.hexdigest()[:16]
