"""One object from S3 to a file: whole, proven by its checksum, tried again where another try can help."""

from __future__ import annotations

import hashlib
import random
import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nat_attrib import aws
from nat_attrib.errors import BadObjectError, NatAttribError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nat_attrib.ingest.objects import FoundObject

TRIES = 5
"""How often an object is asked for."""
_PIECE = 2**20
_LONGEST_WAIT_SECONDS = 20.0
_MD5 = re.compile(r"[0-9a-f]{32}", re.ASCII)
_PROVEN_BY_BOTO3 = ("ChecksumCRC32", "ChecksumSHA1", "ChecksumSHA256")
"""boto3 checks these by itself; CRC64NVME and CRC32C only where the AWS CRT is installed."""
_AGAIN = {
    "SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "RequestTimeout", "RequestTimeTooSkewed",
    "InternalError", "ServiceUnavailable", "500", "502", "503", "504",
}  # fmt: skip
_SENTENCES = {
    ("InvalidObjectState",): "lies in an archive class such as Glacier; restore it, or choose a later --since",
    ("NoSuchKey", "404", "NoSuchVersion"): "was deleted after it was listed, as a lifecycle rule does; run again",
    ("PreconditionFailed", "412"): "is being written over again and again; run again when that is done",
}


class _DamagedError(Exception):
    """The bytes that came are not the object's."""


@dataclass(frozen=True, slots=True)
class Downloader:
    """Downloads objects; safe to use from several threads."""

    client: Any
    """A boto3 S3 client."""
    wait: Callable[[float], object]
    """Called with the seconds to wait before another try."""

    def download(self, found: FoundObject, path: Path) -> FoundObject:
        """Write an object to `path` and return it as it was when it was read.

        An object that was written over since it was listed is read as it is now, with its new size and ETag.

        Raises:
            BadObjectError: it cannot be read; the sentence says why and names the missing permission.
            NatAttribError: the disk is full.
        """
        was_overwritten = False
        seen: set[str] = set()
        tries = 0
        while True:
            try:
                self._get(found, path, seen)
            except aws.ClientError as error:
                tries += 1
                if _code(error) in ("PreconditionFailed", "412") and not was_overwritten:
                    found, was_overwritten = self._now(found), True
                    continue
                if not _is_worth_another_try(error) or tries >= TRIES:
                    raise BadObjectError(_sentence(error, found)) from error
            except aws.transport_errors(_DamagedError) as error:
                tries += 1
                if tries >= TRIES:
                    reason = (
                        f"{found.address} broke off or came damaged {tries} times ({aws.reason(error)}); run again."
                    )
                    raise BadObjectError(reason) from error
            except OSError as error:
                raise NatAttribError(
                    f"{path.parent} cannot be written ({error.strerror}); make room or name another folder."
                ) from error
            else:
                return found
            # Full jitter: the threads must not come back all at once.
            self.wait(random.uniform(0, min(_LONGEST_WAIT_SECONDS, 0.5 * 2**tries)))  # noqa: S311 - no secret

    def _get(self, found: FoundObject, path: Path, seen: set[str]) -> None:
        """Read the object once; `seen` holds the digests of earlier tries."""
        condition = {"IfMatch": f'"{found.etag}"'} if found.etag else {}
        answer = self.client.get_object(Bucket=found.bucket, Key=found.full_key, **condition)
        digest = hashlib.md5(usedforsecurity=False) if _etag_is_md5(found, answer) else None
        size_bytes = 0
        # closing(): a body's own `with` gives the raw stream, whose bytes boto3 does not check.
        with closing(answer["Body"]) as body, path.open("wb") as file:
            for piece in body.iter_chunks(_PIECE):
                file.write(piece)
                size_bytes += len(piece)
                if digest:
                    digest.update(piece)
        if size_bytes != answer["ContentLength"]:
            raise _DamagedError(f"{size_bytes} of {answer['ContentLength']} bytes came")
        # The same bytes twice are the object's: its ETag is no MD5 then, as in directory buckets.
        if digest and digest.hexdigest() not in {found.etag, *seen}:
            seen.add(digest.hexdigest())
            raise _DamagedError("its MD5 is not its ETag")

    def _now(self, found: FoundObject) -> FoundObject:
        """Return the object as it is now."""
        try:
            answer = self.client.head_object(Bucket=found.bucket, Key=found.full_key)
        except aws.transport_errors(aws.ClientError) as error:
            raise BadObjectError(_sentence(error, found)) from error
        return found.with_size(answer["ContentLength"], str(answer["ETag"]).strip('"'))


def _etag_is_md5(found: FoundObject, answer: dict[str, Any]) -> bool:
    """Tell whether the ETag proves the bytes, where boto3 has not proven them already."""
    is_proven = any("-" not in answer.get(name, "-") for name in _PROVEN_BY_BOTO3)
    is_encrypted_by_key = "kms" in answer.get("ServerSideEncryption", "") or "SSECustomerAlgorithm" in answer
    return not is_proven and not is_encrypted_by_key and bool(_MD5.fullmatch(found.etag or ""))


def _is_worth_another_try(error: Any) -> bool:  # noqa: ANN401 - boto3 has no types
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or _code(error) in _AGAIN


def _code(error: Any) -> str:  # noqa: ANN401 - boto3 has no types
    return str(error.response.get("Error", {}).get("Code", ""))


def _sentence(error: Exception, found: FoundObject) -> str:
    """Return why an object cannot be read, with the next step."""
    if not isinstance(error, aws.ClientError):
        return f"{found.address} was not answered for ({aws.reason(error)}); run again."
    if "kms" in str(error).lower():
        return f"AWS denied kms:Decrypt for {found.address}; allow kms:Decrypt on the key that encrypts the bucket."
    for codes, what in _SENTENCES.items():
        if _code(error) in codes:
            return f"{found.address} {what}."
    if aws.is_denied(error) and error.operation_name == "AssumeRole":
        return f"{found.address} was not read: {aws.refusal(error, 'sts:AssumeRole')}"
    if aws.is_denied(error):
        return f"AWS denied s3:GetObject on {found.address}; allow s3:GetObject for the role that runs nat-attrib."
    return f"S3 did not give {found.address} ({aws.reason(error)})."
