"""Takes the data elsewhere: every table and view of the file as Parquet, a day of traffic to a file."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from nat_attrib.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from nat_attrib.duck import Duck

MARK: Final = "nat-attrib-export.txt"
"""A folder with this file is one of ours and may be replaced."""
_BY_DAY: Final = "nat_traffic"


def parquet(duck: Duck, folder: Path, advance: Callable[[int], None] = lambda _: None) -> list[Path]:
    """Write the file's content to a folder and return the paths written.

    `nat_traffic` is laid out as `nat_traffic/day=2026-11-16/part-0.parquet`, which other engines read as one table with
    the column `day`; every other view and table is one file under its name. The folder appears whole: it is written
    beside and renamed.

    Raises:
        UsageError: the folder holds something else, or cannot be written.
    """
    if folder.exists() and not (folder / MARK).exists() and (folder.is_file() or any(folder.iterdir())):
        raise UsageError(f"{folder} holds something else; name a new folder with --parquet.")
    made = folder.with_name(folder.name + ".part")
    try:
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        written = _write(duck, made, advance)
        (made / MARK).write_text("Written by nat-attrib export; replaced by the next one.\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written ({error.strerror}); name another folder.") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return [folder / path.relative_to(made) for path in written]


def _write(duck: Duck, folder: Path, advance: Callable[[int], None]) -> list[Path]:
    names = [
        name
        for (name,) in duck.rows(
            "select table_name from duckdb_tables() where not temporary and schema_name = 'main' "
            "union all select view_name from duckdb_views() where not internal and schema_name = 'main' order by 1"
        )
    ]
    written = []
    for name in names:
        if name == _BY_DAY:
            written += [_day(duck, folder, day) for day in _days(duck)]
        else:
            path = folder / f"{name}.parquet"
            # The names are the file's own tables and views.
            duck.write_parquet(f'from "{name}"', path)
            written.append(path)
        advance(1)
    return written


def _days(duck: Duck) -> list[date]:
    return [day for (day,) in duck.rows("select distinct hour::date from nat_service_hour order by 1")]


def _day(duck: Duck, folder: Path, day: date) -> Path:
    path = folder / _BY_DAY / f"day={day:%Y-%m-%d}" / "part-0.parquet"
    path.parent.mkdir(parents=True)
    duck.write_parquet(
        "from nat_traffic where hour >= $day::timestamp and hour < $day::timestamp + interval 1 day "
        "order by hour, nat_gateway_id, source_ip, remote_ip, remote_port, protocol",
        path,
        day=day,
    )
    return path
