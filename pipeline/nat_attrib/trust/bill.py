"""Reads the lines of a bill that speak of NAT gateways and VPC endpoints into `bill_line`."""

from __future__ import annotations

import csv
import gzip
import shutil
import tempfile
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nat_attrib import duck as engine
from nat_attrib.errors import BadObjectError, NatAttribError
from nat_attrib.trust import exports, layout

if TYPE_CHECKING:
    from nat_attrib.duck import Duck
    from nat_attrib.progress import Step
    from nat_attrib.trust.exports import ExportFile
    from nat_attrib.window import Window


@dataclass(slots=True)
class BillRead:
    """What became of a bill."""

    lines: int = 0
    """Rows of `bill_line` that were written."""
    files: int = 0
    notes: list[str] = field(default_factory=list)
    is_partial: bool = False


def load(duck: Duck, place: str, window: Window, step: Step, *, client: Any | None, spool: Path) -> BillRead:  # noqa: ANN401
    """Read an export and replace what `bill_line` holds of the same months and accounts.

    Args:
        duck: the working copy; the replacement is one transaction.
        place: a folder, a file or s3://bucket/prefix with a CUR 2.0, legacy CUR or FOCUS export.
        window: billing periods outside it are not read.
        step: told of files.
        client: an S3 client for places in S3.
        spool: folder under which downloads lie for a moment.

    Raises:
        UsageError: there is no such folder.
        NatAttribError: S3 refused, or the place holds exports of two kinds, which would count everything twice.
    """
    done = BillRead()
    wanted, older = exports.choose(exports.find(place, client), window)
    step.total(len(wanted), sum(file.size_bytes for file in wanted))
    if not wanted:
        done.notes.append(f"{place} holds no CUR or FOCUS file (.parquet, .csv, .csv.gz) of the window.")
        done.is_partial = True
        return done
    if older:
        done.notes.append(f"{len(older)} files of older editions at {place} were left out.")
    duck.run("stages/trust/bill_begin")
    kinds: set[str] = set()
    with duck.frame("usage_prefix", prefixes()):
        for file in wanted:
            try:
                kinds.add(_read(duck, file, client, spool))
                done.files += 1
            except BadObjectError as error:
                done.notes.append(f"{file.address} was not read: {error}")
                done.is_partial = True
            step.advance(1, file.size_bytes)
    if len(kinds) > 1:
        raise NatAttribError(
            f"{place} holds a CUR and a FOCUS export, which are the same bill; name the folder of one."
        )
    replace(duck, place, done)
    return done


def replace(duck: Duck, place: str, done: BillRead) -> None:
    """Write `bill_read` over the rows of the same months and accounts, and over what this place told before."""
    bad, done.lines = duck.row(
        "select count(*) filter (where is_bad), count(*) filter (where not is_bad) from bill_read"
    )
    if bad:
        done.notes.append(f"{bad} lines of the bill at {place} have no readable time or amount and are left out.")
        done.is_partial = True
    if not done.lines:
        done.notes.append(f"The bill at {place} has no line of NAT gateways or VPC endpoints.")
    with duck.transaction():
        duck.run("stages/trust/bill_replace", source=place)


def prefixes() -> pl.DataFrame:
    """Return the billing codes of regions (prefix, region); `-` stands for usage types without one."""
    path = Path(str(files("nat_attrib"))) / "data" / "usage_type_prefixes.csv"
    return pl.read_csv(path, columns=["prefix", "region"], schema_overrides={"prefix": pl.String})


def _read(duck: Duck, file: ExportFile, client: Any | None, spool: Path) -> str:  # noqa: ANN401
    """Add a file's lines to `bill_read`; return its kind."""
    if file.path is not None:
        return _add(duck, file.path)
    spool.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bill-", dir=spool))
    try:
        return _add(duck, exports.fetch(client, file, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _parquet_header(path: Path) -> list[str]:
    # Loading it takes a tenth of a second, and most commands read no bill.
    import pyarrow.parquet as pq  # noqa: PLC0415

    names: list[str] = pq.read_schema(path).names
    return names


def _add(duck: Duck, path: Path) -> str:
    is_parquet = path.suffix.lower() == ".parquet"
    try:
        header = _parquet_header(path) if is_parquet else _csv_header(path)
        kind, found = layout.recognise(header)
        columns = [engine.Column(name, found[name], is_number=False) for name in layout.NAMES]
        if is_parquet:
            engine.parquet_view(duck, "bill_file", [str(path)], columns)
        else:
            engine.csv_view(duck, "bill_file", str(path), columns)
        duck.run("stages/trust/bill_file")
    except (engine.Error, OSError, EOFError, ValueError) as error:
        first_line = str(error).partition("\n")[0]
        raise BadObjectError(f"it is damaged or of another format ({first_line})") from error
    return kind


def _csv_header(path: Path) -> list[str]:
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as handle:
        return next(csv.reader(handle), [])
