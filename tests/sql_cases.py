"""Data folders: input tables as files, a call, and the whole expected result as text.

`tests/sql/<macro or view>/<case>/` holds `<table>.csv` (columns left out are NULL, or 0, false and '' where the table
forbids NULL; an empty cell is NULL; lists as `[a, b]`, maps as `{a=b}`), `inventory/<kind>.json` (a list of items as
`aws ec2 describe-...` prints them), `setup.sql` for what would be many rows, `call.sql` and `expect.csv`.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nat_attrib.inventory import spread
from nat_attrib.inventory.kinds import BY_NAME

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

ROOT = Path(__file__).parent / "sql"
CASES = sorted(path.parent for path in ROOT.glob("*/*/call.sql"))
"""Folders of all cases."""

_NEUTRAL = {"VARCHAR": "''", "BOOLEAN": "false", "TIMESTAMP": "timestamp '2026-01-01'", "DATE": "date '2026-01-01'"}


def load(duck: Duck, case: Path) -> None:
    """Fill the tables of an empty file with a case's input."""
    for path in sorted(case.glob("*.csv")):
        if path.name != "expect.csv":
            _load_table(duck, path.stem, path)
    for path in sorted((case / "inventory").glob("*.json")):
        _load_inventory(duck, path)
    if (case / "inventory").exists():
        spread(duck)
    setup = case / "setup.sql"
    if setup.exists():
        duck.connection.execute(setup.read_text(encoding="utf-8"))


def _load_table(duck: Duck, table: str, path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        header, *rows = list(csv.reader(handle))
    # Fails where the file is not named after a table.
    described = duck.rows('select name, type, not "notnull" from pragma_table_info($t)', t=table)
    unknown = set(header) - {name for name, _, _ in described}
    assert not unknown, f"{path} has columns that the table lacks: {sorted(unknown)}"
    given = [(name, kind) for name, kind, _ in described if name in header]
    left_out = [
        (name, _NEUTRAL.get(kind, "0")) for name, kind, nullable in described if name not in header and not nullable
    ]
    columns = ", ".join([name for name, _ in given] + [name for name, _ in left_out])
    values = ", ".join([f"?::{kind}" for _, kind in given] + [value for _, value in left_out])
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        duck.connection.execute(
            f"insert into {table} ({columns}) values ({values})", [cells[name] or None for name, _ in given]
        )


def _load_inventory(duck: Duck, path: Path) -> None:
    kind = BY_NAME[path.stem]
    for item in json.loads(path.read_text(encoding="utf-8")):
        name = next(item[key] for key in kind.id_keys if key in item)
        if kind.name == "vpc_endpoint_service":
            name += "/" + item["ServiceType"][0]["ServiceType"]
        region = item.pop("Region", "us-east-1")
        duck.execute(
            "insert into inventory_resource"
            " values ($account, $region, $kind, $name, '2026-10-01', '2026-11-20', null, $item)",
            account=item.get("OwnerId", "111122223333"),
            region=region,
            kind=kind.name,
            name=name,
            item=json.dumps(item),
        )


def answer(duck: Duck, sql: str) -> str:
    """Return the result of a query as CSV text: header, then every row in its order."""
    cursor = duck.connection.execute(sql)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column[0] for column in cursor.description or ()])
    for row in cursor.fetchall():
        writer.writerow([text(value) for value in row])
    return out.getvalue()


def text(value: Any) -> str:
    """Return one value as `expect.csv` spells it; floats with nine digits, which is a byte in a GiB."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, list):
        return "[" + ", ".join(text(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={text(item)}" for key, item in value.items()) + "}"
    return str(value)
