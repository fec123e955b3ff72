"""Finds and reads the plain SQL files: inside the wheel, or beside `pipeline/` in a checkout."""

from functools import cache
from importlib.resources import files
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder `sql/`: the one in the wheel, else the checkout's (editable installs hold no copy)."""
    packaged = Path(str(files("nat_attrib"))) / "sql"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "sql"


@cache
def text(name: str) -> str:
    """Return the text of `sql/<name>.sql`; `name` is a path such as `stages/attribute/nat_hour`."""
    return (root() / f"{name}.sql").read_text(encoding="utf-8")


def names(folder: str) -> list[str]:
    """Return the names of the SQL files in `sql/<folder>/`, sorted: their order of execution."""
    return sorted(f"{folder}/{path.stem}" for path in (root() / folder).glob("*.sql"))
