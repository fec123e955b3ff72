"""The files of a bill: listed in S3 or a folder, of each billing period the newest edition alone."""

from __future__ import annotations

import os
import re
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nat_attrib import aws
from nat_attrib.errors import BadObjectError, NatAttribError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nat_attrib.window import Window

_S3 = re.compile(r"s3://(?P<bucket>[A-Za-z0-9][A-Za-z0-9._-]{1,253})(?:/(?P<prefix>.*))?", re.DOTALL)
_DATA = re.compile(r"\.(?:parquet|csv|csv\.gz)$", re.IGNORECASE | re.ASCII)
_PERIODS = (
    re.compile(r"BILLING_PERIOD=(?P<year>\d{4})-(?P<month>\d{2})(?:/|$)", re.ASCII),
    re.compile(r"year=(?P<year>\d{4})/month=(?P<month>\d{1,2})(?:/|$)", re.ASCII),
    re.compile(r"(?:^|/)(?P<year>\d{4})(?P<month>\d{2})01-\d{6}01(?:/|$)", re.ASCII),
)
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export."""

    address: str
    """Where it lies, for people."""
    key: str
    """Path under the place that was named, with `/` between folders."""
    modified: datetime
    """UTC without a time zone."""
    size_bytes: int
    path: Path | None = None
    """The local file; None in S3."""
    bucket: str | None = None
    full_key: str | None = None

    @property
    def period(self) -> tuple[int, int] | None:
        """Year and month of the billing period that the path names."""
        found = self._period()
        return None if found is None else (int(found["year"]), int(found["month"]))

    @property
    def edition(self) -> tuple[str, str]:
        """The billing period's folder, and what an export that never overwrites puts between it and the file."""
        found = self._period()
        end = 0 if found is None else found.end()
        return self.key[:end], self.key[end:].rpartition("/")[0]

    def _period(self) -> re.Match[str] | None:
        return next((found for pattern in _PERIODS if (found := pattern.search(self.key))), None)


def find(place: str, client: Any | None) -> list[ExportFile]:  # noqa: ANN401 - boto3 has no types
    """Return the data files at a place, sorted by key.

    Raises:
        UsageError: there is no such folder.
        NatAttribError: S3 did not list it.
    """
    if found := _S3.fullmatch(place):
        assert client is not None
        prefix = (found["prefix"] or "").lstrip("/")
        try:
            return _in_bucket(client, found["bucket"], prefix)
        except aws.transport_errors() as error:
            raise NatAttribError(
                f"S3 did not list {place} ({aws.reason(error)}); check the network and try again."
            ) from error
    root = Path(place).expanduser()
    if not root.exists():
        raise UsageError(f"There is no {place}; name the folder or s3://bucket/prefix of a CUR or FOCUS export.")
    if root.is_file():
        return [_local(root, root.name)]
    paths = sorted(Path(folder) / name for folder, _, names in os.walk(root) for name in names)
    return [_local(path, path.relative_to(root).as_posix()) for path in paths if _DATA.search(path.name)]


def choose(files: Iterable[ExportFile], window: Window) -> tuple[list[ExportFile], list[ExportFile]]:
    """Return the files to read and those of older editions: of each billing period's folder the newest edition counts.

    Periods that lie outside the window are left out; a file whose path names no period is read.
    """
    editions: dict[str, dict[str, list[ExportFile]]] = {}
    for file in files:
        if not _reaches(file.period, window):
            continue
        period, edition = file.edition
        # Without a period in the path nothing tells editions apart: all of it is one.
        editions.setdefault(period, {}).setdefault(edition if period else "", []).append(file)
    wanted: list[ExportFile] = []
    older: list[ExportFile] = []
    for found in editions.values():
        newest = max(found, key=lambda name: (max(file.modified for file in found[name]), name))
        for name, members in found.items():
            (wanted if name == newest else older).extend(members)
    return wanted, older


def fetch(client: Any, file: ExportFile, folder: Path) -> Path:  # noqa: ANN401
    """Download a file to a folder, whole.

    Raises:
        BadObjectError: it cannot be read; the sentence says why.
    """
    assert file.full_key is not None
    path = folder / re.sub(r"[^A-Za-z0-9._-]", "_", Path(file.full_key).name)
    try:
        answer = client.get_object(Bucket=file.bucket, Key=file.full_key)
        size_bytes = 0
        with closing(answer["Body"]) as body, path.open("wb") as written:
            for piece in body.iter_chunks(_PIECE):
                size_bytes += written.write(piece)
    except aws.ClientError as error:
        raise BadObjectError(str(aws.refusal(error, "s3:GetObject", file.address))) from error
    except aws.transport_errors() as error:
        raise BadObjectError(f"{file.address} broke off ({aws.reason(error)}); run again.") from error
    if size_bytes != answer["ContentLength"]:
        raise BadObjectError(f"{size_bytes} of {answer['ContentLength']} bytes of {file.address} came; run again.")
    return path


def _in_bucket(client: Any, bucket: str, prefix: str) -> list[ExportFile]:  # noqa: ANN401
    return [
        ExportFile(
            address=f"s3://{bucket}/{each['Key']}",
            key=each["Key"],
            modified=each["LastModified"].astimezone(UTC).replace(tzinfo=None),
            size_bytes=each["Size"],
            bucket=bucket,
            full_key=each["Key"],
        )
        for page in aws.pages(client, "list_objects_v2", Bucket=bucket, Prefix=prefix)
        for each in page.get("Contents", ())
        if _DATA.search(each["Key"]) and each["Size"]
    ]


def _local(path: Path, key: str) -> ExportFile:
    status = path.stat()
    modified = datetime.fromtimestamp(status.st_mtime, UTC).replace(tzinfo=None)
    return ExportFile(str(path), key, modified, status.st_size, path=path)


def _reaches(period: tuple[int, int] | None, window: Window) -> bool:
    if period is None:
        return True
    year, month = period
    start = datetime(year, month, 1)  # noqa: DTZ001 - as the tables hold time
    end = datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001
    return start < window.until and end > window.since
