"""What the config file says of accounts, regions, and who reads which logs, checked before AWS is asked anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nat_attrib.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = ("regions", "session_name", "accounts", "flow_logs", "query_logs")
"""Keys of the config file that are read here."""
SESSION_NAME = "nat-attrib"
"""What CloudTrail shows as the name of the session where the config file names none."""

_ID = re.compile(r"\d{12}", re.ASCII)
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+", re.ASCII)
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: what each parameter may hold.
_ROLE_ARN = re.compile(r"arn:aws(?:-[a-z]+)*:iam::(?P<account>\d{12}):role/[\w+=,.@/-]{1,576}", re.ASCII)
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Role:
    """A role to assume; equal roles share credentials."""

    arn: str
    external_id: str | None = None
    session_name: str = SESSION_NAME

    @property
    def account_id(self) -> str:
        """The account that the role belongs to."""
        return self.arn.split(":")[4]


@dataclass(frozen=True, slots=True)
class Account:
    """An account to look at."""

    account_id: str
    role: Role | None = None
    """None: the credentials that run the program are this account's."""
    regions: tuple[str, ...] = ()
    """Empty: those of the file, else boto3's."""


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A place where logs lie."""

    source: str
    """As SOURCE on the command line."""
    role: Role | None = None
    """Whose credentials read it; None: those that run the program."""

    @property
    def bucket(self) -> str | None:
        """The bucket; None where it lies on this machine."""
        return self.source.removeprefix("s3://").partition("/")[0] if self.source.startswith("s3://") else None


@dataclass(frozen=True, slots=True)
class Accounts:
    """What the config file says of all of them."""

    accounts: tuple[Account, ...] = ()
    regions: tuple[str, ...] = ()
    flow_logs: tuple[LogPlace, ...] = ()
    query_logs: tuple[LogPlace, ...] = ()


def read(config: Mapping[str, Any]) -> Accounts:
    """Return what `regions`, `session_name`, `[[accounts]]`, `[[flow_logs]]` and `[[query_logs]]` say.

    Raises:
        UsageError: a key is unknown, a value cannot be what it stands for, or an account stands there twice.
    """
    session_name = _text(config, "session_name", _SESSION_NAME, "2 to 64 letters, digits or _+=,.@-") or SESSION_NAME
    accounts = tuple(_account(row, session_name) for row in _rows(config, "accounts"))
    by_id: dict[str, Account] = {}
    for account in accounts:
        if account.account_id in by_id:
            raise UsageError(f"The config file has the account {account.account_id} twice; keep one [[accounts]].")
        by_id[account.account_id] = account
    own = [account.account_id for account in accounts if account.role is None]
    if len(own) > 1:
        raise UsageError(
            f"The config file has no role_arn for {' and '.join(own)}; the program's own credentials can be of one "
            "account alone, so give each other one a role_arn."
        )
    flow_logs, query_logs = (
        tuple(_place(row, name, by_id, session_name) for row in _rows(config, name))
        for name in ("flow_logs", "query_logs")
    )
    return Accounts(accounts, _regions(config, ""), flow_logs, query_logs)


def _account(row: dict[str, Any], session_name: str) -> Account:
    _refuse_unknown(row, "accounts", ("id", "role_arn", "external_id", "session_name", "regions"))
    name = row.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise UsageError(f"The config file has id = {name!r} in [[accounts]]; write the 12 digits in quotes.")
    where = f" of account {name}"
    role = _role(row, where, session_name)
    if role is not None and role.account_id != name:
        raise UsageError(
            f"The config file has role_arn = {role.arn!r}{where}, which is a role of {role.account_id}; "
            "name a role of the account itself."
        )
    return Account(name, role, _regions(row, where))


def _place(row: dict[str, Any], table: str, accounts: Mapping[str, Account], session_name: str) -> LogPlace:
    _refuse_unknown(row, table, ("source", "account", "role_arn", "external_id", "session_name"))
    source = row.get("source")
    if not isinstance(source, str) or not source:
        raise UsageError(f"The config file has source = {source!r} in [[{table}]]; write s3://bucket/prefix.")
    where = f" of {source} in [[{table}]]"
    if not source.startswith("s3://") and len(row) > 1:
        raise UsageError(f"The config file has credentials{where}, which is a folder here; take them away.")
    role = _role(row, where, session_name)
    if "account" not in row:
        return LogPlace(source, role)
    if role is not None:
        raise UsageError(f"The config file has account and role_arn{where}; keep one of them.")
    account = accounts.get(row["account"]) if isinstance(row["account"], str) else None
    if account is None:
        raise UsageError(
            f"The config file has account = {row['account']!r}{where}, which is the id of no [[accounts]]; "
            "add it there, or give a role_arn instead."
        )
    return LogPlace(source, account.role)


def _role(row: dict[str, Any], where: str, session_name: str) -> Role | None:
    arn = _text(row, "role_arn", _ROLE_ARN, "one like arn:aws:iam::111122223333:role/name", where)
    external_id = _text(row, "external_id", _EXTERNAL_ID, "2 letters or more, digits or _+=,.@:/-", where, secret=True)
    name = _text(row, "session_name", _SESSION_NAME, "2 to 64 letters, digits or _+=,.@-", where)
    if arn is None:
        if external_id or name:
            lone = "external_id" if external_id else "session_name"
            raise UsageError(f"The config file has {lone}{where} without a role_arn; add the role that it belongs to.")
        return None
    return Role(arn, external_id, name or session_name)


def _regions(row: Mapping[str, Any], where: str) -> tuple[str, ...]:
    found = row.get("regions", [])
    if not isinstance(found, list) or not all(isinstance(name, str) and _REGION.fullmatch(name) for name in found):
        raise UsageError(f'The config file has regions = {found!r}{where}; write a list such as ["eu-west-1"].')
    return tuple(dict.fromkeys(found))


def _text(
    row: Mapping[str, Any], key: str, pattern: re.Pattern[str], wanted: str, where: str = "", *, secret: bool = False
) -> str | None:
    found = row.get(key)
    if found is None:
        return None
    if not isinstance(found, str) or not pattern.fullmatch(found):
        shown = "" if secret else f" = {found!r}"
        raise UsageError(f"The config file has {key}{shown}{where}; write {wanted}.")
    return found


def _rows(config: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = config.get(name, [])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise UsageError(f"The config file has {name} = {found!r}; write a table [[{name}]] for each.")
    return found


def _refuse_unknown(row: dict[str, Any], table: str, known: tuple[str, ...]) -> None:
    for key in row:
        if key not in known:
            raise UsageError(f"The config file has {key!r} in [[{table}]]; write one of {', '.join(known)}.")
