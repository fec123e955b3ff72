"""Captures at the gateway itself: regional NAT gateways, and ENIs that log no packet addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.capture_world import (
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
    from pathlib import Path


def ran(tmp_path: Path, world: World, *logs: tuple[list[Record], FlowLog]) -> Path:
    """Write the logs and the inventory, run, and return the file."""
    for records, log in logs:
        write_logs(records, tmp_path / "logs", log, slot_seconds=1800)
    write_inventory(world.topology, tmp_path / "inventory")
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs", inventory=tmp_path / "inventory")
    assert broken_checks(tmp_path / "nat.duckdb") == {}
    return tmp_path / "nat.duckdb"


@pytest.mark.parametrize("form", ["parquet", "text-gz"])
def test_a_regional_gateway_is_known_by_its_resource_id(tmp_path: Path, form: str) -> None:
    world = noise(talk(one_gateway(regional=True, jitter=2)))
    nat, web = world.topology.nat_gateways[0], world.topology.client("web")
    # NAT64: the client's own address is in public space, where only the VPC's CIDR tells whose it is.
    world.through_nat(
        web, world.topology.remote("packages"), nat, (START + 100, START + 4000), (5_000, 70_000),
        client_ip=web.ipv6, remote_ip="64:ff9b::9765:df", gateway_address=1,
    )  # fmt: skip
    db = ran(tmp_path, world, (world.records, v(9, file_format=form)))
    assert captures(db) == {"regional"}
    assert found(db) == truth(world)
    with opened(db) as duck:
        legs = duck.rows(
            "select hour, nat_gateway_id, l1_bytes, l2_bytes, l3_bytes, l4_bytes from gateway_hour order by hour"
        )
        assert duck.row("select count(*) from gateway_hour where unsolicited_bytes > 0")[0] > 0
    assert legs == [tuple(row.values()) for row in world.legs()]


def test_a_regional_gateway_is_counted_without_an_inventory(tmp_path: Path) -> None:
    world = talk(one_gateway(regional=True))
    write_logs(world.records, tmp_path / "logs", v(9), slot_seconds=1800)
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs")
    assert found(tmp_path / "nat.duckdb") == truth(world)


def test_without_packet_addresses_the_clients_have_totals_and_the_remotes_are_unknown(tmp_path: Path) -> None:
    world = noise(talk(one_gateway(jitter=2)))
    db = ran(tmp_path, world, (world.of_gateways(), v(2)))
    assert captures(db) == {"nat_eni_v2"}
    assert found_of_clients(db) == truth_of_clients(world)
    with opened(db) as duck:
        assert duck.rows("select distinct remote_ip, service, served_by from nat_traffic") == [(None, None, "unknown")]
        assert duck.rows("select distinct is_lower_bound from gateway_hour") == [(True,)]


def test_at_a_private_gateway_private_remotes_are_remotes(tmp_path: Path) -> None:
    for name, version in (("v2", 2), ("v5", 5)):
        world = one_gateway(seed=5)
        nat = world.topology.nat_gateways[0]
        nat.connectivity = "private"
        for held in nat.addresses:
            held.public_ip = held.allocation_id = None
        on_premises = world.topology.remotes[0]
        on_premises.addresses = ["172.16.9.4", "192.168.40.7"]
        for number, name_of in enumerate(("web", "worker", "etl")):
            begin = START + 600 + number * 1700
            world.through_nat(world.topology.client(name_of), on_premises, nat, (begin, begin + 1500), (900, 41_000))
        db = ran(tmp_path / name, world, (world.of_gateways(), v(version)))
        assert found_of_clients(db) == truth_of_clients(world)
        if version == 5:
            assert found(db) == truth(world)


def test_a_log_that_was_re_created_with_more_fields_adds_up(tmp_path: Path) -> None:
    world = noise(talk(one_gateway(interval=60), talks=40))
    cut = START + 50 * 60
    before = [record for record in world.of_gateways() if record.end <= cut]
    after = [record for record in world.of_gateways() if record.end > cut]
    db = ran(tmp_path, world, (before, v(2, "fl-0aaaaaaaaaaaaaaa1")), (after, v(5, "fl-0aaaaaaaaaaaaaaa2")))
    assert captures(db) == {"nat_eni", "nat_eni_v2"}
    assert found_of_clients(db) == truth_of_clients(world)
    second = [row for row in found(db) if row[0].hour == 1]
    assert second == [row for row in truth(world) if row[0].hour == 1]
