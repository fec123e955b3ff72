"""Central egress: four spokes in two accounts leave through the NAT gateway of a third; two of them have one CIDR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.world.builder import Builder
from tests.world.small import AZ_IDS, START
from tests.world.world import World

if TYPE_CHECKING:
    from tests.world.topology import Topology, Vpc

HUB, TEAMS, OTHERS = "111122223333", "444455556666", "777788889999"
TRANSIT_GATEWAY = "tgw-0123456789abcdef0"


def attach(home: Topology, vpc: Vpc, hub: Topology) -> None:
    """Attach a VPC to the Transit Gateway; the owner of the VPC and the hub both see it."""
    item = {
        "TransitGatewayAttachmentId": home.ids.new("tgw-attach"),
        "TransitGatewayId": TRANSIT_GATEWAY,
        "TransitGatewayOwnerId": hub.account_id,
        "ResourceOwnerId": home.account_id,
        "ResourceType": "vpc",
        "ResourceId": vpc.vpc_id,
        "State": "available",
        "Tags": [],
    }
    for side in {home.account_id: home, hub.account_id: hub}.values():
        side.transit_gateway_attachments.append(item)


def spoke(build: Builder, hub: Topology, name: str, block: str, *clients: str) -> None:
    """Add a VPC (`block` such as 10.1) behind the Transit Gateway; clients from .10 on, - leaves an address out."""
    vpc = build.vpc(name, f"{block}.0.0/16", internet=False)
    table = build.table(vpc, f"{name}-private", {"0.0.0.0/0": TRANSIT_GATEWAY})
    subnet = build.subnet(vpc, f"{name}-private", f"{block}.1.0/24", "ap-east-1c", table)
    for client in clients:
        if client == "-":
            build.address(subnet)
        else:
            build.client(client, subnet)
    attach(build.topology, vpc, hub)


def central_egress(seed: int = 7, talks: int = 60, **emitter: Any) -> World:
    """Return three hours of the network.

    `shop` (10.1) and `data` (10.2) are alone with their CIDRs. `blue` and `green` both have 10.77: 10.77.1.10 exists in
    both (`blue-twin`, `green-twin`), 10.77.1.11 in `blue` alone, 10.77.1.12 in `green` alone. In the last hour only
    `blue-twin` and `green-only` talk. The hub has a client of its own.
    """
    hub = Builder(HUB, "ap-east-1", AZ_IDS, seed)
    egress = hub.vpc("egress", "10.40.0.0/16")
    public = hub.table(egress, "public", {"0.0.0.0/0": str(egress.igw_id), "10.0.0.0/8": TRANSIT_GATEWAY})
    nat = hub.nat("nat", hub.subnet(egress, "public", "10.40.0.0/24", "ap-east-1a", public))
    private = hub.table(egress, "private", {"0.0.0.0/0": nat.nat_gateway_id})
    inside = hub.subnet(egress, "private", "10.40.1.0/24", "ap-east-1a", private)
    text = "Network Interface for Transit Gateway Attachment tgw-attach-0123456789abcdef0"
    transit = hub.client("transit", inside, kind="transit_gateway", description=text)
    hub.client("bastion", inside)
    attach(hub.topology, egress, hub.topology)
    teams, others = (Builder(account, "ap-east-1", AZ_IDS, seed + n) for n, account in enumerate((TEAMS, OTHERS), 1))
    spoke(teams, hub.topology, "shop", "10.1", "web", "worker")
    spoke(teams, hub.topology, "blue", "10.77", "blue-twin", "blue-only")
    spoke(others, hub.topology, "data", "10.2", "etl")
    spoke(others, hub.topology, "green", "10.77", "green-twin", "-", "green-only")
    world = World(hub.topology, teams.topology, others.topology, seed=seed, **{"jitter": 2, **emitter})
    remote = hub.remote("packages", "151.101.0.223", "151.101.64.223")
    every = [client for home in world.topologies for client in home.clients if client is not transit]
    for number in range(talks):
        client = every[number % len(every)]
        begin = START + world.random.randrange(60, 6000)
        sizes = (world.random.randrange(40, 400_000), world.random.randrange(40, 9_000_000))
        more = {} if client.name == "bastion" else {"transit": transit}
        world.through_nat(client, remote, nat, (begin, begin + world.random.randrange(1000)), sizes, **more)
    for client in every:
        if client.name in {"blue-twin", "green-only"}:
            begin = START + 2 * 3600 + 900
            world.through_nat(client, remote, nat, (begin, begin + 900), (70_000, 800_000), transit=transit)
    return world
