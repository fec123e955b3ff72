"""The sample's two smaller VPCs, whose bytes show up in other ways than at a zonal gateway's own interface.

media-prod has a regional NAT gateway with a flow log of its own. In lab only the private subnet has a flow log, so what
passes its NAT gateway shows at the clients alone. Neither has an endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.world.flowlog import FlowLog
from tests.world.topology import Route

if TYPE_CHECKING:
    from tests.world.builder import Builder
    from tests.world.records import Record
    from tests.world.topology import NatGateway, Topology
    from tests.world.world import World

MEDIA, LAB = "media-prod", "lab"
FIELDS = (
    "version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action "  # noqa: SIM905
    "log_status vpc_id subnet_id instance_id type pkt_srcaddr pkt_dstaddr region az_id pkt_src_aws_service "
    "pkt_dst_aws_service flow_direction traffic_path".split()
)


def add_neighbours(build: Builder) -> None:
    """Add the two VPCs to the shop's account."""
    media = build.vpc(MEDIA, "10.30.0.0/16")
    nat = build.regional_nat(MEDIA, media, ["ap-east-1a", "ap-east-1b"])
    private = build.table(media, "media-private", {"0.0.0.0/0": nat.nat_gateway_id})
    in_1a = build.subnet(media, "media-1a", "10.30.16.0/20", "ap-east-1a", private)
    in_1b = build.subnet(media, "media-1b", "10.30.32.0/20", "ap-east-1b", private)
    build.client("transcoder", in_1a, tags={"team": "media", "env": "prod"})
    build.client("player-api", in_1b, tags={"team": "media", "env": "prod"})

    lab = build.vpc(LAB, "10.40.0.0/16")
    public = build.table(lab, "lab-public", {"0.0.0.0/0": str(lab.igw_id)})
    outside = build.subnet(lab, "lab-public-1b", "10.40.0.0/24", "ap-east-1b", public)
    gateway = build.nat(LAB, outside)
    # The private subnet has no table of its own: the VPC's main one holds its way out.
    main = next(table for table in build.topology.route_tables if table.vpc_id == lab.vpc_id and table.is_main)
    main.routes.append(Route("0.0.0.0/0", gateway.nat_gateway_id))
    inside = build.subnet(lab, "lab-private-1b", "10.40.16.0/20", "ap-east-1b")
    build.client("notebook", inside, tags={"team": "research", "env": "lab"})
    build.client("trainer", inside, tags={"team": "research", "env": "lab"})


def gateway_of(topology: Topology, name: str) -> NatGateway:
    """Return the gateway of a VPC."""
    return next(gateway for gateway in topology.nat_gateways if gateway.name == name)


def logs(topology: Topology) -> dict[str, FlowLog]:
    """Return the flow log of each VPC: of the regional gateway, and of the lab's private subnet."""
    inside = next(subnet for subnet in topology.subnets if subnet.name == "lab-private-1b")
    shared = {"slot_seconds": 3600, "created": "2026-09-14T09:20:11.004000+00:00"}
    return {
        MEDIA: FlowLog(
            "fl-0c15e8a94d7b02f63", fields=(*FIELDS, "resource_id"), hive=True, hourly=True,
            resource_id=gateway_of(topology, MEDIA).nat_gateway_id, **shared,
        ),
        LAB: FlowLog(
            "fl-09d3b6f17a2c58e04", fields=tuple(FIELDS), file_format="text-gz", resource_id=inside.subnet_id, **shared,
        ),
    }  # fmt: skip


def of_vpc(world: World, name: str) -> list[Record]:
    """Return what the VPC's flow log sees."""
    vpc = next(one for one in world.topology.vpcs if one.name == name)
    here = [record for record in world.records if record.values.get("vpc_id") == vpc.vpc_id]
    if name == MEDIA:
        return [record for record in here if record.values.get("resource_id")]
    inside = logs(world.topology)[LAB].resource_id
    return [record for record in here if record.values.get("subnet_id") == inside]
