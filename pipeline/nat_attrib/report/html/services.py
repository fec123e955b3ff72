"""The services of a window: names and colours, whose family says what would take the bytes off NAT."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nat_attrib.report.model import Row

FAMILIES: Final = {
    "gateway_endpoint": ("ge", "Gateway endpoint, free"),
    "interface_endpoint": ("ie", "Interface endpoint"),
    "own_path": ("op", "A private path to our own service"),
    "private_path": ("pp", "On-prem or peer"),
    "unknown": ("un", "AWS, not named by address"),
    "nat_only": ("no", "NAT only"),
}
"""served_by: the family's class in the style sheet, and what it says to people."""
_SHADES: Final = 4


class Service(NamedTuple):
    """What bytes go to."""

    service: str | None
    service_region: str | None
    served_by: str

    @property
    def label(self) -> str:
        """Its name with its region."""
        return " ".join(part for part in (self.service or "unknown", self.service_region) if part)


@dataclass(frozen=True, slots=True)
class Palette:
    """Which class colours which service; the largest of each family has the strongest shade."""

    classes: dict[Service, str]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Palette:
        """Give out shades by bytes; `rows` have service, service_region, served_by and bytes."""
        sums: dict[Service, int] = defaultdict(int)
        for row in rows:
            sums[service_of(row)] += row["bytes"]
        taken: dict[str, int] = defaultdict(int)
        classes = {}
        for service in sorted(sums, key=lambda each: (-sums[each], each.label)):
            family = family_of(service.served_by)
            classes[service] = f"{family}{min(taken[family], _SHADES - 1)}"
            taken[family] += 1
        return cls(classes)

    def of_service(self, service: Service | None) -> str:
        """Return the class of a service; of what is folded when None."""
        return "rest" if service is None else self.classes.get(service, "rest")


def service_of(row: Row) -> Service:
    """Return a row's service."""
    return Service(row["service"], row["service_region"], row["served_by"] or "unknown")


def family_of(served_by: str) -> str:
    """Return the family's class."""
    return FAMILIES.get(served_by, FAMILIES["unknown"])[0]


def by_family(rows: Sequence[Row]) -> list[tuple[str, int, float | None]]:
    """Return (served_by, bytes, dollars or None) in the order of `FAMILIES`, families without bytes left out."""
    sums: dict[str, int] = defaultdict(int)
    dollars: dict[str, float] = {}
    for row in rows:
        name = row["served_by"] if row["served_by"] in FAMILIES else "unknown"
        sums[name] += row["bytes"]
        if row["nat_usd"] is not None:
            dollars[name] = dollars.get(name, 0.0) + row["nat_usd"]
    return [(name, sums[name], dollars.get(name)) for name in FAMILIES if sums.get(name)]
