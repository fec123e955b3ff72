"""How the bytes were seen, as sentences: what each capture leaves out, and which flow log would sharpen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.report.cells import gib, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Row

_BY = {"next_hop": "by their next hop", "route": "by the route tables"}
_FIRST_HOP = {
    "transit_gateway": "a Transit Gateway",
    "vpc_endpoint": "a firewall endpoint",
    "network_interface": "an appliance's interface",
}


def seen_by(rows: Sequence[Row]) -> tuple[str, str]:
    """Return how many captures there are, and the bytes of each, the most first."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row["capture"]] = sums.get(row["capture"], 0) + row["bytes"]
    ordered = sorted(sums, key=lambda capture: (-sums[capture], capture))
    count = f"{len(sums)} capture{'' if len(sums) == 1 else 's'}"
    return count, ", ".join(f"{capture} {gib(sums[capture])} GiB" for capture in ordered)


def clients_tell(rows: Sequence[Row]) -> list[str]:
    """Say which gateways are known from their clients' logs alone, and what those leave out."""
    seen = [row for row in rows if row["capture"] in _BY and row["bytes"]]
    if not seen:
        return []
    ways = " and ".join(dict.fromkeys(_BY[row["capture"]] for row in seen))
    gateways = list(dict.fromkeys(row["nat_gateway_id"] for row in seen))
    amount = gib(sum(row["bytes"] for row in seen))
    missing = f"clients without a flow log are missing. {_better(seen)}"
    said = [f"{amount} GiB at {listed(gateways)} are known from the clients' own flow logs, {ways}: {missing}"]
    if blind := list(dict.fromkeys(row["nat_gateway_id"] for row in seen if row["lacks_next_hop"])):
        said.append(
            f"The clients' flow logs at {listed(blind)} have no ${{next-hop-interface-type}}, so the inventory's route "
            "tables stand in for it: a route that changed between two snapshots counts from the second one on."
        )
    return said


def _better(rows: Sequence[Row]) -> str:
    regional = {row["availability_mode"] == "regional" for row in rows}
    fields = {
        frozenset({True}): "of the gateway with ${resource-id}",
        frozenset({False}): "of the gateway's interface with ${pkt-srcaddr} and ${pkt-dstaddr}",
    }.get(frozenset(regional), "of the gateway with ${pkt-srcaddr}, ${pkt-dstaddr} and ${resource-id}")
    return f"A flow log {fields} tells every byte."


def first_hops(rows: Sequence[Row]) -> list[str]:
    """Say whose way out begins elsewhere than at a NAT gateway, where only the gateway's own log can tell."""
    said = []
    for row in rows:
        one = row["subnets"] == 1
        subnets = f"{row['subnets']:,} subnet{'' if one else 's'} in {row['region']}, such as {row['first_subnet_id']},"
        said.append(
            f"{subnets} {'leaves' if one else 'leave'} through {_FIRST_HOP[row['target_kind']]} first: clients' own "
            "flow logs end there, so only a NAT gateway's own log counts their bytes."
        )
    return said
