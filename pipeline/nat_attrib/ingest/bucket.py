"""LIST on a bucket: pages of keys and folders, and S3's refusals as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from nat_attrib import aws
from nat_attrib.errors import NatAttribError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ELSEWHERE = {"PermanentRedirect", "301", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}


class Key(NamedTuple):
    """An object as LIST shows it."""

    key: str
    size_bytes: int
    etag: str | None


@dataclass(slots=True)
class Bucket:
    """A bucket that is being listed; safe to use from several threads."""

    client: Any
    """A boto3 S3 client."""
    name: str
    page_size: int = 1000
    """Keys per LIST call."""
    answers: int = 0
    """Pages that S3 gave."""

    def open(self, prefix: str) -> tuple[list[Key], list[str]]:
        """Return the objects directly in a folder and the prefixes of its sub-folders.

        Raises:
            AccessError: S3 denied it; the sentence names s3:ListBucket and the place.
            NatAttribError: there is no such bucket, it lies in another region, or S3 does not answer.
        """
        keys: list[Key] = []
        folders: list[str] = []
        for page in self._pages(prefix, Delimiter="/"):
            keys.extend(_keys(page))
            folders.extend(found["Prefix"] for found in page.get("CommonPrefixes", ()))
        return keys, folders

    def flat(self, prefix: str, start_after: str | None = None) -> Iterator[Key]:
        """Yield every object under a prefix, in the order of the keys; raises as `open` does."""
        more = {"StartAfter": start_after} if start_after else {}
        for page in self._pages(prefix, **more):
            yield from _keys(page)

    def _pages(self, prefix: str, **more: object) -> Iterator[dict[str, Any]]:
        paging = {"PageSize": self.page_size}
        try:
            for page in aws.pages(
                self.client, "list_objects_v2", Bucket=self.name, Prefix=prefix, PaginationConfig=paging, **more
            ):
                self.answers += 1
                yield page
        except NatAttribError as error:
            raise self._sentence(error, prefix) from error
        except aws.transport_errors() as error:
            where = f"s3://{self.name}/{prefix}"
            raise NatAttribError(
                f"S3 did not list {where} ({aws.reason(error)}); check the network and try again."
            ) from error

    def _sentence(self, error: NatAttribError, prefix: str) -> NatAttribError:
        """Return what went wrong with a LIST, in terms of the bucket."""
        cause = error.__cause__
        if not isinstance(cause, aws.ClientError):
            return error
        answer = cause.response.get("Error", {})
        if answer.get("Code") == "NoSuchBucket":
            return NatAttribError(f"There is no bucket {self.name}; check the name given as SOURCE.")
        if answer.get("Code") in _ELSEWHERE:
            headers = cause.response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
            region = headers.get("x-amz-bucket-region") or answer.get("Region")
            where = f" ({region})" if region else ""
            return NatAttribError(f"The bucket {self.name} lies in another region{where}; set AWS_REGION to it.")
        return aws.refusal(cause, "s3:ListBucket", f"s3://{self.name}/{prefix}")


def _keys(page: dict[str, Any]) -> list[Key]:
    return [Key(found["Key"], found["Size"], found.get("ETag")) for found in page.get("Contents", ())]
