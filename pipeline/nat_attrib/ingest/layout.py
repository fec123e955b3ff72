"""What the folders above an object say: AWS's key layouts, and date folders of any layout."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from nat_attrib.ingest.names import FLOW_LOG, FOLDERS, LAKE_FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nat_attrib.window import Window

# <bucket>[/prefix]/AWSLogs/<account>/vpcflowlogs/<region>/<YYYY>/<MM>/<DD>/[<HH>/], or with aws-account-id=, year= …
# https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
_PARTS = ("year", "month", "day", "hour")
_STEPS = [
    re.compile(r"(?:year=)?(20\d\d)", re.ASCII),
    re.compile(r"(?:month=)?(\d\d?)", re.ASCII),
    re.compile(r"(?:day=)?(\d\d?)", re.ASCII),
    re.compile(r"(?:hour=)?(\d\d?)", re.ASCII),
]
_WHOLE_DATE = re.compile(r"(?:[A-Za-z_]+=)?(20\d\d)-(\d\d)-(\d\d)", re.ASCII)
# Security Lake: aws/<source>/<source version>/region=<region>/accountId=<account>/eventDay=<YYYYMMDD>/
# https://docs.aws.amazon.com/security-lake/latest/userguide/source-management.html
_EVENT_DAY = re.compile(r"event(?:Day|Hour)=(20\d\d)(\d\d)(\d\d)\d*", re.ASCII)
_LAKE_SOURCES = frozenset(
    ["CLOUD_TRAIL_MGMT", "EKS_AUDIT", "LAMBDA_EXECUTION", "ROUTE53", "S3_DATA", "SH_FINDINGS", "VPC_FLOW", "WAF"]
)
_KINDS = {folder: kind for kind, folder in FOLDERS.items()}
_ACCOUNT = re.compile(r"(?:aws-account-id=)?\d{12}", re.ASCII)
# An organization's trail: AWSLogs/o-…/ holds CloudTrail only.
_ORGANIZATION = re.compile(r"o-[a-z0-9]+", re.ASCII)
_MARGIN = timedelta(days=1)


class Kind(Enum):
    """What a folder is in AWS's layout."""

    OUTSIDE = auto()
    """Not below `AWSLogs`."""
    LOGS = auto()
    """`AWSLogs` itself."""
    ACCOUNT = auto()
    SERVICE = auto()
    """The wanted logs of an account, such as `vpcflowlogs`."""
    REGION = auto()
    """A region of `vpcflowlogs` or a VPC of `vpcdnsquerylogs`, or a date folder below it."""
    AWS = auto()
    """A folder `aws`, in which Security Lake keeps one folder for each of its sources, if it is a lake at all."""
    LAKE = auto()
    """The wanted source of Security Lake, or one of its versions or regions."""
    LAKE_ACCOUNT = auto()
    """An account of Security Lake's source, or a day below it."""
    OTHER = auto()
    """Another service's logs: never opened."""


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, known by the names of the folders down to it."""

    kind: Kind = Kind.OUTSIDE
    is_hive: bool = False
    """The keys read `year=2026/month=11`."""
    date: tuple[int, ...] = ()
    """Year, month, day and hour of the folder, as far as its path goes."""
    is_date_over: bool = False
    """A folder that is no date stands below the date: numbers further down are something else."""
    service: str = FOLDERS[FLOW_LOG]
    """The folder of an account that is wanted."""

    @classmethod
    def of(cls, folders: Iterable[str], service: str = FOLDERS[FLOW_LOG]) -> Place:
        """Return the place at the end of a path."""
        place = cls(service=service)
        for name in folders:
            place = place.child(name)
        return place

    @classmethod
    def of_source(cls, folders: list[str], service: str = FOLDERS[FLOW_LOG]) -> Place:
        """Return where a source itself lies.

        Only a path through `AWSLogs` or Security Lake's folders says what lies below it: the numbers in
        `/data/2025/export` are no dates of logs. One that names another service's folder is taken at its word, and the
        objects' names will tell.
        """
        place = cls.of(folders, service)
        return cls(service=service) if place.kind in (Kind.OUTSIDE, Kind.OTHER) else place

    @property
    def layout(self) -> str:
        """AWS's folder that it is or lies in: `AWSLogs`, or Security Lake's `aws/VPC_FLOW`; empty for any other."""
        if self.kind in (Kind.LAKE, Kind.LAKE_ACCOUNT):
            return f"aws/{LAKE_FOLDERS[_KINDS[self.service]]}"
        return "" if self.kind in (Kind.OUTSIDE, Kind.AWS) else "AWSLogs"

    def child(self, name: str) -> Place:
        """Return the folder `name` in this one."""
        if name == "AWSLogs":
            return Place(Kind.LOGS, service=self.service)
        kind = self._kind_of(name)
        if kind is None:
            return self._dated(name)
        if kind in (Kind.ACCOUNT, Kind.REGION):
            return replace(self, kind=kind, is_hive=name.startswith(("aws-account-id=", "aws-region=")))
        return replace(self, kind=kind)

    def _kind_of(self, name: str) -> Kind | None:
        """Return what the folder `name` in this one is; None for a date, and where any name means nothing."""
        kind: Kind | None = None
        match self.kind:
            case Kind.LOGS if _ACCOUNT.fullmatch(name):
                kind = Kind.ACCOUNT
            case Kind.LOGS:
                kind = Kind.OTHER if _ORGANIZATION.fullmatch(name) else Kind.OUTSIDE
            case Kind.ACCOUNT:
                kind = Kind.SERVICE if name in (self.service, f"aws-service={self.service}") else Kind.OTHER
            case Kind.SERVICE:
                kind = Kind.REGION
            case Kind.AWS if name in _LAKE_SOURCES:
                kind = Kind.LAKE if name == LAKE_FOLDERS[_KINDS[self.service]] else Kind.OTHER
            case Kind.LAKE:
                kind = Kind.LAKE_ACCOUNT if name.lower().startswith("accountid=") else Kind.LAKE
            case Kind.OUTSIDE if name == "aws" and not self.date:
                kind = Kind.AWS
            case Kind.OTHER:
                kind = Kind.OTHER
        return kind

    def _dated(self, name: str) -> Place:
        """Return the child with the date part that its name adds; below an `aws` that is no lake, any folder."""
        if self.kind is Kind.AWS:
            return Place(service=self.service).child(name)
        if self.is_date_over or len(self.date) == len(_PARTS):
            return self
        whole = None if self.date else _WHOLE_DATE.fullmatch(name) or _EVENT_DAY.fullmatch(name)
        step = _STEPS[len(self.date)].fullmatch(name)
        date = tuple(map(int, whole.groups())) if whole else (*self.date, int(step[1])) if step else self.date
        if date != self.date and _start(date) is None:
            date = self.date
        return replace(self, date=date, is_date_over=bool(self.date) and date == self.date)

    def span(self) -> tuple[datetime, datetime] | None:
        """Return the half-open time that the folder holds, or None without a date."""
        start = _start(self.date) if self.date else None
        if start is None:
            return None
        match len(self.date):
            case 1:
                return start, start.replace(year=start.year + 1)
            case 2:
                return start, (start + timedelta(days=31)).replace(day=1)
            case 3:
                return start, start + timedelta(days=1)
            case _:
                return start, start + timedelta(hours=1)

    def is_reached(self, reach: Window) -> bool:
        """Tell whether objects of that stretch may lie in the folder; a day's margin where the dates are not AWS's."""
        span = self.span()
        margin = timedelta() if self.kind in (Kind.REGION, Kind.LAKE_ACCOUNT) else _MARGIN
        return span is None or (span[0] - margin < reach.until and reach.since < span[1] + margin)

    def is_inside(self, reach: Window) -> bool:
        """Tell whether the folder holds nothing but objects of that stretch."""
        span = self.span()
        return span is not None and reach.since <= span[0] and span[1] <= reach.until

    def dated_children(self, reach: Window) -> Iterator[tuple[str, Place]]:
        """Yield the names of the next date folders that the stretch touches, as AWS writes them, with their places."""
        depth = len(self.date)
        numbers = (range(reach.since.year, reach.until.year + 1), range(1, 13), range(1, 32), range(24))[depth]
        for number in numbers:
            text = f"{number:04d}" if depth == 0 else f"{number:02d}"
            name = f"{_PARTS[depth]}={text}" if self.is_hive else text
            place = self.child(name)
            if place.date != self.date and place.is_reached(reach):
                yield name, place


def _start(date: tuple[int, ...]) -> datetime | None:
    """Return the first moment of a year, month, day or hour; None when the calendar has none such."""
    try:
        return datetime(*(*date, 1, 1)[: max(len(date), 3)])  # type: ignore[arg-type] # noqa: DTZ001 - UTC as the tables hold it
    except ValueError:
        return None
