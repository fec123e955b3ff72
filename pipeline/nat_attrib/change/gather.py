"""Chooses recommendations and makes a plan of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib import report as reports
from nat_attrib.change import network as networks
from nat_attrib.change import siblings, steps
from nat_attrib.change.model import Plan, VpcDns
from nat_attrib.errors import UsageError
from nat_attrib.held import held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.change.network import Network, Row
    from nat_attrib.duck import Duck
    from nat_attrib.window import Window

BY_DEFAULT = frozenset(
    {
        "create_gateway_endpoint",
        "associate_route_tables",
        "enable_private_dns",
        "create_interface_endpoint",
        "create_central_endpoint",
    }
)
"""Planned without being named. To delete something, or to move a NAT gateway, takes somebody who says so by id."""


def gather(
    duck: Duck, window: Window, ids: Sequence[str] = (), *, has_scoped_policy: bool = True, has_siblings: bool = True
) -> Plan:
    """Return the plan for the recommendations of a window.

    Args:
        duck: an open file.
        window: what advice is made from.
        ids: the recommendations; none stands for all of `BY_DEFAULT`.
        has_scoped_policy: give new endpoints a policy for the accounts of the inventory, else AWS's default.
        has_siblings: add the endpoints that services need beside the recommended ones.

    Raises:
        UsageError: an id is no recommendation of the window.
        NatAttribError: the window is empty; or an id, name or CIDR of the file is none that AWS makes.
    """
    with held(duck, window):
        advice = reports.collect_recommendations(duck, window)
        network = networks.read(duck, window)
    return build(advice, network, window, ids, has_scoped_policy=has_scoped_policy, has_siblings=has_siblings)


def build(
    advice: Sequence[Row],
    network: Network,
    window: Window,
    ids: Sequence[str] = (),
    *,
    has_scoped_policy: bool = True,
    has_siblings: bool = True,
) -> Plan:
    """Return the plan; pure, see `gather`."""
    known = {row["id"]: row for row in advice}
    for each in ids:
        if each not in known:
            said = ", ".join(known) or "none"
            raise UsageError(f"{each!r} is no recommendation of {window}; there are: {said}.")
    chosen = [row for row in advice if (row["id"] in ids if ids else row["action"] in BY_DEFAULT)]
    left_out = [
        f"{row['id']} ({row['action']}) is planned only where its id is named."
        for row in advice
        if not ids and row["action"] not in BY_DEFAULT
    ]
    changes = [steps.change(row, network, has_scoped_policy=has_scoped_policy) for row in chosen]
    if has_siblings:
        changes = siblings.beside(changes, network, has_scoped_policy=has_scoped_policy)
    vpcs = {change.vpc_id for change in changes}
    gateways = {gateway for change in changes for gateway in change.nat_gateway_ids}
    return Plan(
        window,
        tuple(changes),
        {name: VpcDns(row["dns_support"], row["dns_hostnames"]) for name, row in network.vpcs.items() if name in vpcs},
        {name: ips for name, ips in network.public_ips.items() if name in gateways},
        tuple(left_out),
    )
