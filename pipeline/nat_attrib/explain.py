"""Everything that is known of an address, rung by rung of the ladder of evidence."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nat_attrib import sqlfiles
from nat_attrib.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nat_attrib.duck import Duck

RUNGS = {
    "own": "Our own resources",
    "dns": "Names answered with it (Resolver query logs)",
    "prefix_list": "Prefix lists that hold it",
    "ip_ranges": "ip-ranges.json",
    "flow_log": "The flow logs' own word",
    "named": "What the stored flows are called",
    "client": "As a client behind NAT",
    "endpoint": "What would take its bytes off NAT",
}
"""The rungs, strongest evidence first, then what follows; each is a file in `sql/stages/explain/`."""


@dataclass(frozen=True, slots=True)
class Rung:
    """What one source of knowledge says."""

    name: str
    title: str
    rows: Sequence[dict[str, Any]]
    """Empty where it says nothing."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of an address."""

    address: str
    kind: str
    """`public`, `private`, or `NAT64 of` an IPv4 address."""
    at: datetime
    rungs: Sequence[Rung]

    @property
    def conclusion(self) -> str:
        """What it comes to, in a sentence or two."""
        known = {rung.name: rung.rows for rung in self.rungs}
        if known["named"]:
            row = known["named"][0]
            called = row["hostname"] or _SAID.get(row["service"], row["service"])
            means = next((each["means"] for each in known["endpoint"] if each["served_by"] == row["served_by"]), "")
            return f"Reports call it {called or 'AWS, unnamed'} (evidence: {row['evidence']}). {means}".rstrip()
        if known["client"]:
            row = known["client"][0]
            return f"It is a client of NAT gateways: {row['source_name'] or row['interface_id'] or 'nothing names it'}."
        if any(known.values()):
            return "No flow past NAT that is kept by address has it; what else is known stands above."
        return (
            "Nothing is known of it: it is in no flow past NAT that is kept by address, in no inventory and in no list "
            "of AWS's. Check the address, or read the logs of its time with nat-attrib run --since."
        )


_SAID = {"own": "our own", "internet": "the internet", "private": "private space"}


def explain(duck: Duck, address: str, at: datetime | None = None, vpc_id: str | None = None) -> Explanation:
    """Collect what the file knows of an address.

    Args:
        duck: the opened file.
        address: IPv4 or IPv6.
        at: what was nearest to this time comes first, and what was gone by then is left out; the newest hour when None.
        vpc_id: only what this VPC's clients asked and sent; every VPC when None.

    Raises:
        UsageError: it is no address.
    """
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        raise UsageError(f"{address!r} is no IP address; give one as the flow logs show it.") from None
    text = str(parsed)
    moment = at or duck.row("select coalesce(max(hour), current_timestamp::timestamp) from nat_hour")[0]
    duck.run("stages/explain/answered", address=text)
    duck.run("stages/enrich/host_meaning")
    spoken = {"address": text, "at": moment, "vpc_id": vpc_id}
    rungs = [Rung(name, title, _rows(duck, name, spoken)) for name, title in RUNGS.items()]
    is_private, ipv4 = duck.row("select is_private($address), nat64_ipv4($address)", address=text)
    kind = f"NAT64 of {ipv4}" if ipv4 else "private" if is_private else "public"
    return Explanation(text, kind, moment, rungs)


def _rows(duck: Duck, name: str, spoken: dict[str, Any]) -> list[dict[str, Any]]:
    sql = sqlfiles.text(f"stages/explain/{name}")
    return duck.dicts(sql, **{key: value for key, value in spoken.items() if f"${key}" in sql})
