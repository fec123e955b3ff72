"""What a report is: the window, the choice of ranking, and the rows, before anyone decides how they look."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from nat_attrib.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

Row = dict[str, Any]
"""One row of a macro: column name to value, in the macro's order."""


class Grouping(StrEnum):
    """What `--by` ranks; the value is what the user writes."""

    SOURCE_SERVICE = "source,service"
    SERVICE = "service"
    SOURCE = "source"
    SUBNET = "subnet"
    GATEWAY = "gateway"
    ACCOUNT = "account"
    VPC = "vpc"
    AZ = "az"
    HOSTNAME = "hostname"
    TAG = "tag"

    @property
    def ranking(self) -> str:
        """The macro without `nat_`, which is also the key in the JSON."""
        return "by_source_and_service" if self is Grouping.SOURCE_SERVICE else f"by_{self.value}"


@dataclass(frozen=True, slots=True)
class By:
    """The ranking that the user asked for."""

    grouping: Grouping = Grouping.SOURCE_SERVICE
    tag_key: str | None = None
    """The key of `tag:KEY`; None for every other grouping."""

    @classmethod
    def parse(cls, text: str) -> By:
        """Read what the user wrote after `--by`.

        Raises:
            UsageError: it is no grouping; the sentence lists those that are.
        """
        name, colon, key = text.strip().partition(":")
        plain = ",".join(part.strip() for part in name.split(","))
        known = {grouping.value: grouping for grouping in Grouping}
        known["service,source"] = Grouping.SOURCE_SERVICE
        found = known.get(plain)
        if found is None or bool(colon and key) != (found is Grouping.TAG) or bool(colon) != bool(key):
            choices = ", ".join("tag:KEY" if each is Grouping.TAG else each.value for each in Grouping)
            raise UsageError(f"--by {text} is not a ranking; write one of {choices}.")
        return cls(found, key or None)

    @property
    def ranking(self) -> str:
        """The key of the chosen ranking in `Report.rankings`."""
        return self.grouping.ranking

    @property
    def title(self) -> str:
        """What the ranking is called above its table."""
        if self.grouping is Grouping.SOURCE_SERVICE:
            return "By source and service"
        name = self.grouping.value
        return f"By tag {self.tag_key}" if self.tag_key else f"By {name.upper() if name in {'az', 'vpc'} else name}"


PAGE = ("paths", "over_time", "findings", "changes", "spikes", "reconciliation", "window_before")
"""SQL files that the page needs besides."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a rendering shows."""

    since: datetime
    """Start of the window, UTC."""
    until: datetime
    """End of the window (exclusive), UTC."""
    by: By
    """The ranking that tables and CSV show."""
    top: int
    """How many rows tables show before the rest is folded into one; JSON and CSV are always complete."""
    totals: Row
    """Sums over all gateways: bytes, dollars, and how many sources and gateways there are."""
    rankings: Mapping[str, Sequence[Row]]
    """Rows of the macros under their names without `nat_`, each in the macro's order, the chosen one first."""
    recommendations: Sequence[Row]
    """Rows of the macro `recommendations`."""
    coverage: Sequence[Row]
    """Per gateway, how much of the window the flow logs cover, and CloudWatch's figure where it is known."""
    notes: Sequence[str]
    """Sentences on what the numbers leave out and where they come from."""
    unexplained: Sequence[Row] = ()
    """Rows of the macro `unexplained`; empty where nothing was measured."""
    warnings: Sequence[str] = ()
    """Sentences on gateways whose figures are not to be relied on."""
    captures: Sequence[Row] = ()
    """How the bytes of each gateway were seen, the most bytes first."""
    extras: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """What the page shows beyond the rest: rows of the SQL files of `PAGE` by name."""

    @property
    def ranking(self) -> Sequence[Row]:
        """Rows of the chosen ranking."""
        return self.rankings[self.by.ranking]

    @property
    def unexplained_bytes(self) -> int | None:
        """Bytes that were measured and are in no flow log; None where nothing was measured."""
        known = [row["unexplained_bytes"] for row in self.unexplained]
        return sum(known) if known else None

    @property
    def unexplained_usd(self) -> float | None:
        """What they cost, where a gateway of theirs has a price."""
        known = [row["unexplained_usd"] for row in self.unexplained if row["unexplained_usd"] is not None]
        return sum(known) if known else None

    @property
    def hours(self) -> float:
        """Length of the window in hours."""
        return (self.until - self.since).total_seconds() / 3600
