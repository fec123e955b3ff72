"""Where a run reads, with whose credentials, and what lies there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nat_attrib.access import Buckets
from nat_attrib.errors import AccessError, NatAttribError, UsageError
from nat_attrib.ingest.list_local import list_local
from nat_attrib.ingest.list_s3 import list_s3
from nat_attrib.ingest.objects import LOOKBACK, FoundObject, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta
    from pathlib import Path

    from nat_attrib.aws import Aws
    from nat_attrib.progress import Progress
    from nat_attrib.window import Window


@dataclass(frozen=True, slots=True)
class Place:
    """Where to read, and how."""

    sources: Sequence[Source]
    window: Window
    spool: Path
    """Folder for downloads; emptied as they are read."""
    aws: Aws | None = None
    """For sources in S3."""
    readers: Mapping[str, Sequence[Aws]] = field(default_factory=dict)
    """By bucket: whose credentials to try, in order, where they are not those of `aws`."""
    buckets: Buckets | None = field(init=False)
    """S3 with these credentials; None without `aws`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "buckets", self.aws and Buckets(self.aws, self.readers))


def listed(
    place: Place, problem: Callable[[str], None], progress: Progress, *, lookback: timedelta = LOOKBACK
) -> list[FoundObject]:
    """Return the objects under the sources that the window needs; one source that cannot be listed stops no other.

    Args:
        place: the sources.
        problem: told, in a sentence, of each place that could not be listed.
        progress: told what was left alone.
        lookback: how much earlier than the window an object may be named.

    Raises:
        NatAttribError: no source could be listed.
        UsageError: a folder does not exist.
    """
    found: list[FoundObject] = []
    refused: list[NatAttribError] = []
    for source in place.sources:
        try:
            if source.bucket is None:
                found.extend(list_local(source, place.window, lookback=lookback, problem=problem))
            else:
                found.extend(_in_s3(place, source, lookback, problem, progress))
        except UsageError:
            raise
        except NatAttribError as error:
            refused.append(error)
    if refused and len(refused) == len(place.sources):
        raise refused[0]
    for sentence in map(str, refused):
        problem(sentence)
    return found


def _in_s3(
    place: Place, source: Source, lookback: timedelta, problem: Callable[[str], None], progress: Progress
) -> list[FoundObject]:
    """List a source with the first credentials that may, else each account's part of it with the account's own."""
    assert place.buckets is not None
    assert source.bucket is not None
    refused: list[AccessError] = []

    def tried(client: Any, part: Source, prefix: str) -> list[FoundObject] | None:  # noqa: ANN401 - boto3 has no types
        said: list[str] = []
        listing = list_s3(client, part, place.window, lookback=lookback, note=progress.note, problem=said.append)
        try:
            found = list(listing)
        except AccessError as error:
            refused.append(error)
            return None
        assert place.buckets is not None
        place.buckets.settle(str(part.bucket), client, prefix)
        for sentence in said:
            problem(sentence)
        return found

    for client in place.buckets.clients(source.bucket, source.prefix):
        if (whole := tried(client, source, source.prefix)) is not None:
            return whole
    first = refused[0]
    parts: list[FoundObject] = []
    denied: list[AccessError] = []
    # A policy may give each account its own folder of a central bucket and nothing else.
    owners = [] if "AWSLogs/" in source.prefix else place.buckets.owners(source.bucket)
    for account_id, client in owners:
        refused.clear()
        layouts = (f"AWSLogs/{account_id}/", f"AWSLogs/aws-account-id={account_id}/")
        found = [tried(client, source.below(folder), source.prefix + folder) for folder in layouts]
        parts += [each for part in found for each in part or ()]
        if all(part is None for part in found):
            denied.append(refused[0])
    if len(denied) == len(owners):
        raise first
    for error in [*denied, *([] if parts else [first])]:
        problem(str(error))
    return parts
