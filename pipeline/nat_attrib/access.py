"""With whose credentials accounts are looked at and buckets are read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from nat_attrib.errors import AccessError, NatAttribError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nat_attrib.accounts import Accounts, LogPlace, Role
    from nat_attrib.aws import Aws


@dataclass(frozen=True, slots=True)
class Look:
    """An account to look at: its credentials, and where."""

    aws: Aws
    regions: tuple[str, ...]
    account_id: str | None = None
    """Whose the credentials must be; None: whosever they are."""

    def checked_account_id(self) -> str:
        """Ask whose the credentials are, which also takes those of an assumed role.

        Raises:
            NatAttribError: the role may not be assumed, or they are another account's.
        """
        found = self.aws.account_id()
        if self.account_id not in (None, found):
            raise AccessError(
                f"The credentials that run nat-attrib are of {found}, not of {self.account_id}; give "
                f"{self.account_id} a role_arn in the config file, or run with its credentials."
            )
        return found


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads what lies below a prefix of a bucket: a role's name, which lets in nobody who may not assume it."""

    bucket: str
    prefix: str
    role: Role | None
    """None: whoever runs the program."""


@dataclass(slots=True)
class Credentials:
    """The credentials of every role, made once for each."""

    own: Aws
    """Those that run the program."""
    _by_role: dict[Role, Aws] = field(default_factory=dict)

    def of(self, role: Role | None) -> Aws:
        """Return those of a role, or the own ones."""
        if role is None:
            return self.own
        if role not in self._by_role:
            self._by_role[role] = self.own.assumed(role)
        return self._by_role[role]

    def looks(self, said: Accounts, regions: Sequence[str]) -> list[Look]:
        """Return a look for each account of the config file; without any, at the account of the own credentials.

        Args:
            said: the config file.
            regions: those that were asked for; they come before those of the file.
        """
        own_region = self.own.region()
        usual = tuple(regions) or said.regions or ((own_region,) if own_region else ())
        if not said.accounts:
            return [Look(self.own, usual)]
        return [
            Look(self.of(account.role), tuple(regions) or account.regions or usual, account.account_id)
            for account in said.accounts
        ]

    def readers(self, places: Sequence[LogPlace]) -> dict[str, list[Aws]]:
        """Return whose credentials the config file names for the buckets of its log places."""
        found: dict[str, list[Aws]] = {}
        for place in places:
            if place.bucket and (aws := self.of(place.role)) not in found.setdefault(place.bucket, []):
                found[place.bucket].append(aws)
        return found


@dataclass(slots=True)
class Buckets:
    """S3 as several accounts see it: each place is read by whoever may list it. Safe to use from several threads."""

    own: Aws
    named: Mapping[str, Sequence[Aws]] = field(default_factory=dict)
    """By bucket: whose credentials to try, in order; the own ones where it is not here."""
    _clients: dict[int, Any] = field(default_factory=dict)
    _settled: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By bucket, the client that reads what is below a prefix."""
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, own: Aws, readers: Iterable[Reader]) -> Buckets:
        """Return the buckets as somebody else found that they can be read, see `readers`."""
        made, credentials = cls(own), Credentials(own)
        for reader in readers:
            made.settle(reader.bucket, made._client(credentials.of(reader.role)), reader.prefix)
        return made

    def readers(self) -> list[Reader]:
        """Return who reads what, of the buckets that not only the own credentials read."""
        found = []
        for bucket, tried in self.named.items():
            if any(aws.role for aws in tried):
                settled = {"": self._client(tried[0]), **self._settled.get(bucket, {})}
                roles = {id(self._client(aws)): aws.role for aws in tried}
                found += [Reader(bucket, prefix, roles[id(client)]) for prefix, client in settled.items()]
        return found

    def clients(self, bucket: str, prefix: str = "") -> list[Any]:
        """Return the S3 clients to try for what lies below a prefix, in order."""
        settled = self._nearest(bucket, prefix)
        return [self._client(aws) for aws in self._tried(bucket)] if settled is None else [settled]

    def owners(self, bucket: str) -> list[tuple[str, Any]]:
        """Return the same clients with the accounts that they are of, as far as that is known."""
        found = []
        for aws in self._tried(bucket):
            with suppress(NatAttribError):
                found.append((aws.role.account_id if aws.role else aws.account_id(), self._client(aws)))
        return found

    def settle(self, bucket: str, client: Any, prefix: str = "") -> None:  # noqa: ANN401 - boto3 has no types
        """Read what is below the prefix with this client from now on."""
        self._settled.setdefault(bucket, {})[prefix] = client

    def get_object(self, **asked: Any) -> Any:  # noqa: ANN401
        """Do what a client does, as whoever reads the place."""
        return self._reader(asked).get_object(**asked)

    def head_object(self, **asked: Any) -> Any:  # noqa: ANN401
        """Do what a client does, as whoever reads the place."""
        return self._reader(asked).head_object(**asked)

    def _reader(self, asked: dict[str, Any]) -> Any:  # noqa: ANN401
        return self.clients(asked["Bucket"], asked["Key"])[0]

    def _nearest(self, bucket: str, key: str) -> Any | None:  # noqa: ANN401
        """Return the client of the longest settled prefix."""
        settled = self._settled.get(bucket, {})
        nearest = max((prefix for prefix in settled if key.startswith(prefix)), key=len, default=None)
        return None if nearest is None else settled[nearest]

    def _tried(self, bucket: str) -> Sequence[Aws]:
        return self.named.get(bucket) or (self.own,)

    def _client(self, aws: Aws) -> Any:  # noqa: ANN401
        with self._lock:
            if id(aws) not in self._clients:
                self._clients[id(aws)] = aws.client("s3")
            return self._clients[id(aws)]
