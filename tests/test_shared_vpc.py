"""A VPC that its owner shares with a participant: whose the log, the gateway and the client are, worked out by hand.

The owner 111122223333 has the VPC, its subnets and the NAT gateway; the participant 444455556666 has a client in one of
the owner's subnets. A record's account-id is the owner of the interface that logged; the account in an object's name is
the one that made the flow log. The owner's DescribeNetworkInterfaces shows the participant's interfaces in its subnets
(OwnerId tells whose), the participant's shows its own alone, and its DescribeVpcs the shared VPC with the owner's id.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.pipeline import broken_checks, opened, run_local
from tests.world import FlowLog, World, fields_up_to, write_inventory, write_logs
from tests.world.inventory import everything
from tests.world.small import START, small_topology

if TYPE_CHECKING:
    from pathlib import Path

    from tests.world import Topology

OWNER, PARTICIPANT = "111122223333", "444455556666"
SOURCES = """
    select account_id, source_account_id, source_vpc_id, source_subnet_id, source_name, source_ip,
      sum(bytes_out)::bigint, sum(bytes_in)::bigint
    from nat_traffic group by all order by source_ip
"""


@pytest.fixture(scope="module")
def world() -> World:
    """The owner's client `web` sends 1,000 and gets 50,000 bytes, the participant's `worker` 3,000 and 7,000."""
    made = World(small_topology(), seed=3)
    top = made.topology
    top.client("worker").owner_account = PARTICIPANT
    for name, size in (("web", (1_000, 50_000)), ("worker", (3_000, 7_000))):
        made.through_nat(top.client(name), top.remote("packages"), top.nat_gateways[0], (START + 60, START + 600), size)
    return made


def owners(top: Topology, folder: Path) -> Path:
    """Write what the owner's credentials see."""
    write_inventory(top, folder)
    return folder


def participants(top: Topology, folder: Path) -> Path:
    """Write what the participant's credentials see: its own interface and instance, the shared VPC and subnets."""
    worker = top.client("worker")
    shown = everything(top)
    shown["describe-network-interfaces"]["NetworkInterfaces"] = [
        each
        for each in shown["describe-network-interfaces"]["NetworkInterfaces"]
        if each["NetworkInterfaceId"] == worker.interface_id
    ]
    shown["describe-instances"]["Reservations"] = [
        each | {"OwnerId": PARTICIPANT}
        for each in shown["describe-instances"]["Reservations"]
        if each["Instances"][0]["InstanceId"] == worker.instance_id
    ]
    shown["describe-nat-gateways"]["NatGateways"] = []
    shown["describe-flow-logs"]["FlowLogs"] = []
    # What is the VPC owner's alone is not shown to participants.
    for place in ("describe-vpc-endpoints", "describe-addresses", "describe-security-groups"):
        key = next(iter(shown[place]))
        shown[place][key] = []
    for place, content in shown.items():
        path = folder / PARTICIPANT / top.region / f"{place}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return folder


def expected(world: World) -> list[tuple[object, ...]]:
    top = world.topology
    return sorted(
        (OWNER, account, client.vpc_id, client.subnet_id, client.name, client.address, *size)
        for client, account, size in (
            (top.client("web"), OWNER, (1_000, 50_000)),
            (top.client("worker"), PARTICIPANT, (3_000, 7_000)),
        )
    )


def sources(db: Path) -> list[tuple[object, ...]]:
    with opened(db) as duck:
        return duck.rows(SOURCES)


def test_the_owners_log_tells_the_participants_client(world: World, tmp_path: Path) -> None:
    logs = FlowLog(account_id=OWNER, fields=fields_up_to(5))
    write_logs(world.records, tmp_path / "logs", logs)
    run_local(tmp_path / "a.duckdb", tmp_path / "logs", inventory=owners(world.topology, tmp_path / "inventory"))
    assert sources(tmp_path / "a.duckdb") == expected(world)
    # The participant's inventory beside it says nothing else.
    participants(world.topology, tmp_path / "inventory")
    run_local(tmp_path / "a.duckdb", tmp_path / "logs", inventory=tmp_path / "inventory")
    assert sources(tmp_path / "a.duckdb") == expected(world)
    assert broken_checks(tmp_path / "a.duckdb") == {}


def test_logs_of_both_accounts_in_one_bucket_count_once(world: World, tmp_path: Path) -> None:
    """The owner logs the gateway's interface, the participant its own client's: no byte is in two logs that count."""
    top = world.topology
    nat = top.nat_gateways[0].interface_id
    at_nat = [each for each in world.records if each.interface_id == nat]
    at_worker = [each for each in world.records if each.interface_id == top.client("worker").interface_id]
    assert at_worker
    write_logs(at_nat, tmp_path / "logs", FlowLog("fl-0aaaaaaaaaaaaaaaa", OWNER, fields=fields_up_to(5)))
    of_participant = FlowLog("fl-0bbbbbbbbbbbbbbbb", PARTICIPANT, fields=fields_up_to(7), hive=True)
    write_logs(at_worker, tmp_path / "logs", of_participant)
    folder = participants(top, owners(top, tmp_path / "inventory"))
    run_local(tmp_path / "a.duckdb", tmp_path / "logs", inventory=folder)
    assert sources(tmp_path / "a.duckdb") == expected(world)
    assert broken_checks(tmp_path / "a.duckdb") == {}


def test_a_gateway_whose_owner_was_denied_is_its_owners_once_it_answers(world: World, tmp_path: Path) -> None:
    write_logs(world.records, tmp_path / "logs", FlowLog(account_id=OWNER, fields=fields_up_to(5)))
    db = tmp_path / "a.duckdb"
    run_local(db, tmp_path / "logs", inventory=participants(world.topology, tmp_path / "inventory"))
    # Known from the records alone, and its bytes with it.
    with opened(db) as duck:
        ((gateway, sent, got),) = duck.rows(
            "select nat_gateway_id, sum(bytes_out)::bigint, sum(bytes_in)::bigint from nat_traffic group by all"
        )
    assert (gateway, sent, got) == (world.topology.nat_gateways[0].interface_id, 4_000, 57_000)
    run_local(db, tmp_path / "logs", inventory=owners(world.topology, tmp_path / "inventory"))
    assert sources(db) == expected(world)
    assert broken_checks(db) == {}


def test_a_log_by_another_account_than_every_records_says_whose_the_records_are(world: World, tmp_path: Path) -> None:
    """A third account made the log, as where a VPC's owner moved: the object's name decides nothing about owners."""
    logs = replace(FlowLog(fields=fields_up_to(5)), account_id="777788889999")
    write_logs(world.records, tmp_path / "logs", logs)
    run_local(tmp_path / "a.duckdb", tmp_path / "logs", inventory=owners(world.topology, tmp_path / "inventory"))
    assert sources(tmp_path / "a.duckdb") == expected(world)
