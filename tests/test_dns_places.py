"""Whose answers name a flow: those of the client's own VPC, and never a DNS server's as a client's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.pipeline import opened, run_local
from tests.world import Builder, FlowLog, World, fields_up_to, write_inventory, write_logs
from tests.world.dns import Query, write_query_logs
from tests.world.small import START

if TYPE_CHECKING:
    from pathlib import Path

AZS = {"ap-east-1a": "ape1-az1"}
SHARED, ONLY_SPOKE = "203.0.113.5", "203.0.113.6"
ACCOUNT, REGION = "111122223333", "ap-east-1"


class Egress:
    """A spoke whose clients reach the NAT gateway of another VPC through a Transit Gateway."""

    def __init__(self, folder: Path) -> None:
        build = Builder(ACCOUNT, REGION, AZS)
        self.egress, self.spoke = (
            build.vpc("egress", "10.40.0.0/16"),
            build.vpc("spoke", "10.20.0.0/16", internet=False),
        )
        nat = build.nat("nat", build.subnet(self.egress, "public", "10.40.0.0/24", "ap-east-1a"))
        middle = build.subnet(self.egress, "tgw", "10.40.1.0/24", "ap-east-1a")
        transit = build.client("tgw", middle, kind="transit_gateway")
        private = build.subnet(self.spoke, "private", "10.20.33.0/24", "ap-east-1a")
        self.app, self.server = build.client("app", private), build.client("dns-server", private)
        world = World(build.topology, aligned=True)
        for address in (SHARED, ONLY_SPOKE):
            host = build.remote(f"host-{address}", address)
            world.through_nat(self.app, host, nat, (START + 60, START + 90), (300, 900), transit=transit)
        write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(5)))
        write_inventory(build.topology, folder / "inventory")
        self.folder = folder

    def named(self, *queries: Query) -> list[tuple[Any, ...]]:
        """Run with these query logs; return address, name and how sure it is."""
        write_query_logs(queries, self.folder / "dns", ACCOUNT, REGION)
        db = self.folder / "nat.duckdb"
        run_local(db, self.folder / "logs", inventory=self.folder / "inventory", dns=[self.folder / "dns"])
        with opened(db) as duck:
            return duck.rows("select distinct remote_ip, hostname, dns_confidence from nat_traffic order by remote_ip")


@pytest.fixture
def network(tmp_path: Path) -> Egress:
    return Egress(tmp_path)


def test_behind_a_central_gateway_the_clients_own_vpc_names_and_no_other(network: Egress) -> None:
    assert network.named(
        Query(network.spoke.vpc_id, network.app.address, "spoke.example", (SHARED,), START),
        Query(network.spoke.vpc_id, network.app.address, "old.example", (ONLY_SPOKE,), START - 48 * 3600),
        Query(network.egress.vpc_id, "10.40.1.10", "egress.example", (SHARED, ONLY_SPOKE), START),
    ) == [(SHARED, "spoke.example", "high"), (ONLY_SPOKE, "old.example", "low")]


def test_what_a_dns_server_of_the_vpc_asks_for_others_names_no_client(network: Egress) -> None:
    """A forwarder, and an inbound Resolver endpoint, ask with their own addresses."""
    options = next((network.folder / "inventory").rglob("describe-dhcp-options.json"))
    servers = [{"Key": "domain-name-servers", "Values": [{"Value": network.app.address}]}]
    shown = {"DhcpOptionsId": "dopt-0a", "DhcpConfigurations": servers, "OwnerId": ACCOUNT}
    options.write_text(json.dumps({"DhcpOptions": [shown]}))
    forwarded = Query(
        network.spoke.vpc_id, network.app.address, "b.example", (ONLY_SPOKE,), START, (), is_forwarded=True
    )
    assert network.named(
        Query(network.spoke.vpc_id, network.app.address, "a.example", (SHARED,), START), forwarded
    ) == [(SHARED, "a.example", "medium"), (ONLY_SPOKE, "b.example", "medium")]
