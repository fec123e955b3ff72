"""Captures at the gateway itself: regional NAT gateways, and ENIs that log no packet addresses.

One run reads the logs of several accounts, each with a network of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.capture_world import (
    Row,
    captures,
    found,
    found_of_clients,
    noise,
    one_gateway,
    talk,
    truth,
    truth_of_clients,
    v,
)
from tests.pipeline import broken_checks, opened, run_local
from tests.world import FlowLog, Record, World, write_inventory, write_logs
from tests.world.small import START

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CUT = START + 50 * 60
"""When a log was created again, with more fields."""


def regional(seed: int, account_id: str) -> World:
    world = noise(talk(one_gateway(seed, account_id=account_id, regional=True, jitter=2)))
    nat, web = world.topology.nat_gateways[0], world.topology.client("web")
    # NAT64: the client's own address is in public space, where only the VPC's CIDR tells whose it is.
    world.through_nat(
        web, world.topology.remote("packages"), nat, (START + 100, START + 4000), (5_000, 70_000),
        client_ip=web.ipv6, remote_ip="64:ff9b::9765:df", gateway_address=1,
    )  # fmt: skip
    return world


def private(seed: int, account_id: str) -> World:
    world = one_gateway(seed, account_id=account_id)
    nat = world.topology.nat_gateways[0]
    nat.connectivity = "private"
    for held in nat.addresses:
        held.public_ip = held.allocation_id = None
    on_premises = world.topology.remotes[0]
    on_premises.addresses = ["172.16.9.4", "192.168.40.7"]
    for number, name in enumerate(("web", "worker", "etl")):
        begin = START + 600 + number * 1700
        world.through_nat(world.topology.client(name), on_premises, nat, (begin, begin + 1500), (900, 41_000))
    return world


def private_for_others(seed: int, account_id: str) -> World:
    """Somebody behind a Transit Gateway uses public addresses of others, and only sends."""
    world = private(seed, account_id)
    top = world.topology
    talk = (START + 700, START + 900), (500, 0)
    world.through_nat(top.client("web"), top.remotes[0], top.nat_gateways[0], *talk, client_ip="30.1.2.3")
    return world


def without_packet_addresses(seed: int, account_id: str) -> World:
    return noise(talk(one_gateway(seed, account_id=account_id, jitter=2)))


def created_again(seed: int, account_id: str) -> World:
    return noise(talk(one_gateway(seed, account_id=account_id, interval=60), talks=40))


def without_inventory(seed: int, account_id: str) -> World:
    return talk(one_gateway(seed, account_id=account_id, regional=True))


def everything(world: World) -> list[Record]:
    return world.records


def before(world: World) -> list[Record]:
    return [record for record in world.of_gateways() if record.end <= CUT]


def after(world: World) -> list[Record]:
    return [record for record in world.of_gateways() if record.end > CUT]


Logged = tuple["Callable[[World], list[Record]]", FlowLog]
ACCOUNTS: dict[str, tuple[Callable[[int, str], World], list[Logged]]] = {
    "regional, Parquet": (regional, [(everything, v(9))]),
    "regional, text": (regional, [(everything, v(9, file_format="text-gz"))]),
    "no inventory": (without_inventory, [(everything, v(9))]),
    "v2": (without_packet_addresses, [(World.of_gateways, v(2))]),
    "private, v2": (private, [(World.of_gateways, v(2))]),
    "private, v5": (private_for_others, [(World.of_gateways, v(5))]),
    "unknown address": (without_packet_addresses, [(World.of_gateways, v(5))]),
    "created again": (created_again, [(before, v(2)), (after, v(5))]),
}
"""The network of each, and what its flow logs hold."""


class Ran(NamedTuple):
    """A run over all accounts: the networks and the file."""

    worlds: dict[str, World]
    db: Path

    def of(self, name: str, rows: list[Row]) -> list[Row]:
        """Keep the rows (hour, gateway, ...) of an account."""
        return [row for row in rows if row[1] == self.gateway(name)]

    def gateway(self, name: str) -> str:
        return self.worlds[name].topology.nat_gateways[0].nat_gateway_id


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder, worlds = tmp_path_factory.mktemp("accounts"), {}
    for number, (name, (network, logs)) in enumerate(ACCOUNTS.items()):
        account = f"44445555666{number}"
        worlds[name] = world = network(number + 3, account)
        for each, (records, log) in enumerate(logs):
            log_id = f"fl-0a1b2c3d4e5f607{number}{each}"
            write_logs(records(world), folder / "logs", log, flow_log_id=log_id, account_id=account, slot_seconds=3600)
        if name == "unknown address":
            del world.topology.nat_gateways[0].addresses[1:]
        if name != "no inventory":
            write_inventory(world.topology, folder / "inventory")
    run_local(folder / "nat.duckdb", folder / "logs", inventory=folder / "inventory")
    assert broken_checks(folder / "nat.duckdb") == {}
    return Ran(worlds, folder / "nat.duckdb")


def test_every_row_is_of_one_of_the_accounts(ran: Ran) -> None:
    rows = found(ran.db)
    assert len(rows) == sum(len(ran.of(name, rows)) for name in ACCOUNTS)


@pytest.mark.parametrize("name", ["regional, Parquet", "regional, text"])
def test_a_regional_gateway_is_known_by_its_resource_id(ran: Ran, name: str) -> None:
    world = ran.worlds[name]
    assert captures(ran.db)[ran.gateway(name)] == {"regional"}
    assert ran.of(name, found(ran.db)) == truth(world)
    with opened(ran.db) as duck:
        legs = duck.rows(
            "select hour, nat_gateway_id, l1_bytes, l2_bytes, l3_bytes, l4_bytes from gateway_hour order by hour"
        )
        unsolicited = duck.rows("select hour, nat_gateway_id from gateway_hour where unsolicited_bytes > 0")
    assert ran.of(name, legs) == [tuple(row.values()) for row in world.legs()]
    assert ran.of(name, unsolicited)


def test_a_regional_gateway_is_counted_without_an_inventory(ran: Ran) -> None:
    assert ran.of("no inventory", found(ran.db)) == truth(ran.worlds["no inventory"])


def test_without_packet_addresses_the_clients_have_totals_and_the_remotes_are_unknown(ran: Ran) -> None:
    assert captures(ran.db)[ran.gateway("v2")] == {"nat_eni_v2"}
    assert ran.of("v2", found_of_clients(ran.db)) == truth_of_clients(ran.worlds["v2"])
    with opened(ran.db) as duck:
        assert duck.rows(
            "select distinct remote_ip, service, served_by from nat_traffic where nat_gateway_id = $id",
            id=ran.gateway("v2"),
        ) == [(None, None, "unknown")]
        assert duck.rows(
            "select distinct is_lower_bound from gateway_hour where nat_gateway_id = $id", id=ran.gateway("v2")
        ) == [(True,)]


@pytest.mark.parametrize("name", ["private, v2", "private, v5"])
def test_at_a_private_gateway_private_remotes_are_remotes(ran: Ran, name: str) -> None:
    assert ran.of(name, found_of_clients(ran.db)) == truth_of_clients(ran.worlds[name])
    if name == "private, v5":
        assert ran.of(name, found(ran.db)) == truth(ran.worlds[name])


def test_what_arrives_for_an_address_that_no_inventory_shows_is_no_clients(ran: Ran) -> None:
    """The gateway's secondary address was there between two looks."""
    assert ran.of("unknown address", found(ran.db)) == truth(ran.worlds["unknown address"])


def test_a_log_that_was_re_created_with_more_fields_adds_up(ran: Ran) -> None:
    name, world = "created again", ran.worlds["created again"]
    assert captures(ran.db)[ran.gateway(name)] == {"nat_eni", "nat_eni_v2"}
    assert ran.of(name, found_of_clients(ran.db)) == truth_of_clients(world)
    second = [row for row in ran.of(name, found(ran.db)) if row[0].hour == 1]
    assert second == [row for row in truth(world) if row[0].hour == 1]
