"""A place where the program keeps files of its own, beside the logs it reads: a folder here, or part of a bucket."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from nat_attrib import aws
from nat_attrib.errors import NatAttribError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_S3 = re.compile(r"s3://(?P<bucket>[A-Za-z0-9][A-Za-z0-9._-]{1,253})(?:/(?P<prefix>.*))?", re.DOTALL)
_TRIES = 4
_PIECE = 2**20
_CHANGED = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409", "NoSuchKey", "404"}

WHOLE_BYTES = 2**30
"""What is larger is stored in parts; S3 takes 5 GiB at once."""
PART_BYTES = 2**28
"""Bytes of a part."""


class ChangedError(NatAttribError):
    """A file is not the one that a condition names: somebody else has written it."""


class Depot(Protocol):
    """Named files in one place; names are relative, with `/` between folders."""

    @property
    def text(self) -> str:
        """As the user wrote it."""

    def names(self, folder: str) -> Iterator[str]:
        """Yield the names of all files below a folder, in no order; none where there is no such folder."""

    def fetch(self, name: str, path: Path) -> None:
        """Write the content of a file to `path`.

        Raises:
            NatAttribError: it is not there or cannot be read.
        """

    def put(self, name: str, path: Path) -> None:
        """Store the content of `path`, whole or not at all, in place of what has the name.

        Raises:
            NatAttribError: it cannot be written.
        """


def depot(text: str) -> Depot:
    """Return the place that `s3://bucket/prefix` or a local folder means.

    Raises:
        UsageError: it is neither.
    """
    if found := _S3.fullmatch(text):
        prefix = (found["prefix"] or "").strip("/")
        return BucketDepot(text, aws.Aws.default().client("s3"), found["bucket"], f"{prefix}/" if prefix else "")
    if "://" in text or not text:
        raise UsageError(f"{text!r} is no place to write to; write s3://bucket/prefix or a local folder.")
    return FolderDepot(text, Path(text).expanduser())


def split(text: str) -> tuple[Depot, str]:
    """Return the place and the name of one file: `s3://bucket/prefix/name` or a local path.

    Raises:
        UsageError: the text names no file.
    """
    name = text.rpartition("/")[2]
    if not name or (text.startswith("s3://") and text.count("/") < 3):
        raise UsageError(f"{text!r} names no file; write s3://bucket/name or a local path.")
    return depot(text[: -len(name)] or "."), name


@dataclass(frozen=True, slots=True)
class FolderDepot:
    """A folder on this machine, or on a disk that several share."""

    text: str
    folder: Path

    def names(self, folder: str) -> Iterator[str]:
        """See `Depot`."""
        root = self.folder / folder
        for parent, _, files in os.walk(root):
            for file in files:
                yield (Path(parent) / file).relative_to(self.folder).as_posix()

    def fetch(self, name: str, path: Path) -> None:
        """See `Depot`."""
        try:
            shutil.copyfile(self.folder / name, path)
        except OSError as error:
            raise NatAttribError(f"{self.folder / name} cannot be read ({error.strerror}).") from error

    def put(self, name: str, path: Path) -> None:
        """See `Depot`."""
        target = self.folder / name
        # Under another name first: a reader must never see half a file, and two writers never share one.
        part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, part)
            with part.open("rb") as handle:
                os.fsync(handle.fileno())
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise NatAttribError(f"{target} cannot be written ({error.strerror}); make room or give access.") from error


@dataclass(frozen=True, slots=True)
class BucketDepot:
    """A prefix of a bucket."""

    text: str
    client: Any
    """A boto3 S3 client."""
    bucket: str
    prefix: str
    """Empty, or ends with `/`."""

    def address(self, name: str) -> str:
        """Return where a file lies, for people."""
        return f"s3://{self.bucket}/{self.prefix}{name}"

    def names(self, folder: str) -> Iterator[str]:
        """See `Depot`."""
        below = f"{self.prefix}{folder}/" if folder else self.prefix
        try:
            for page in aws.pages(self.client, "list_objects_v2", Bucket=self.bucket, Prefix=below):
                for found in page.get("Contents", ()):
                    yield found["Key"].removeprefix(self.prefix)
        except aws.transport_errors() as error:
            raise NatAttribError(f"S3 did not list {self.address(folder)} ({error}); try again.") from error

    def fetch(self, name: str, path: Path) -> None:
        """See `Depot`."""
        self.fetch_with_etag(name, path)

    def fetch_with_etag(self, name: str, path: Path) -> str:
        """Write the content of a file to `path` and return the ETag of what was written."""
        for last in (False,) * (_TRIES - 1) + (True,):
            try:
                answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + name)
                with closing(answer["Body"]) as body, path.open("wb") as file:
                    for piece in body.iter_chunks(_PIECE):
                        file.write(piece)
                if path.stat().st_size == answer["ContentLength"]:
                    return str(answer["ETag"])
                broken: object = "it broke off"
            except aws.ClientError as error:
                raise aws.refusal(error, "s3:GetObject", self.address(name)) from error
            except aws.transport_errors() as error:
                broken = error
            except OSError as error:
                raise NatAttribError(f"{path} cannot be written ({error.strerror}); make room.") from error
            if last:
                raise NatAttribError(f"{self.address(name)} did not come whole ({broken}); try again.")
        raise AssertionError

    def put(self, name: str, path: Path) -> None:
        """See `Depot`."""
        self.put_if(name, path)

    def etag(self, name: str) -> str | None:
        """Return the ETag of a file; None where there is none."""
        try:
            return str(self.client.head_object(Bucket=self.bucket, Key=self.prefix + name)["ETag"])
        except aws.ClientError as error:
            if error.response.get("Error", {}).get("Code") in ("404", "NoSuchKey"):
                return None
            raise aws.refusal(error, "s3:GetObject", self.address(name)) from error
        except aws.transport_errors() as error:
            raise NatAttribError(f"S3 does not answer for {self.address(name)} ({error}); try again.") from error

    def put_if(self, name: str, path: Path, **condition: str) -> str:
        """Store the content of `path` under a condition of PutObject (`IfMatch`, `IfNoneMatch`); return its ETag.

        Raises:
            ChangedError: the condition does not hold.
            NatAttribError: S3 refused.
        """
        where = {"Bucket": self.bucket, "Key": self.prefix + name}
        try:
            with path.open("rb") as body:
                if path.stat().st_size > WHOLE_BYTES:
                    answer = self._put_parts(where, body, condition)
                else:
                    answer = self.client.put_object(**where, Body=body, **condition)
        except aws.ClientError as error:
            if error.response.get("Error", {}).get("Code") in _CHANGED:
                raise ChangedError(f"{self.address(name)} is not what it was.") from error
            raise aws.refusal(error, "s3:PutObject", self.address(name)) from error
        except aws.transport_errors() as error:
            raise NatAttribError(f"S3 did not take {self.address(name)} ({error}); try again.") from error
        return str(answer["ETag"])

    def _put_parts(self, where: dict[str, str], body: BinaryIO, condition: dict[str, str]) -> dict[str, Any]:
        """Store what is too large for one PutObject."""
        upload = {**where, "UploadId": self.client.create_multipart_upload(**where)["UploadId"]}
        try:
            parts: list[dict[str, object]] = []
            while piece := body.read(PART_BYTES):
                number = len(parts) + 1
                answer = self.client.upload_part(**upload, PartNumber=number, Body=piece)
                parts.append({"PartNumber": number, "ETag": answer["ETag"]})
            stored: dict[str, Any] = self.client.complete_multipart_upload(
                **upload, MultipartUpload={"Parts": parts}, **condition
            )
        except BaseException:
            self.client.abort_multipart_upload(**upload)
            raise
        return stored


def is_inside(name: str) -> bool:
    """Tell whether a relative path stays below the folder it is relative to."""
    parts = PurePosixPath(name)
    return bool(name) and "\x00" not in name and not parts.is_absolute() and ".." not in parts.parts
