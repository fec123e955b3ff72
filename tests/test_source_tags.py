"""Tags that version 11 records carry, from the log's file to `--by tag:KEY`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.capture_world import one_gateway, talk, v
from tests.pipeline import broken_checks, opened, run_local, traffic
from tests.world import write_inventory, write_logs
from tests.world.records import percent_encoded

if TYPE_CHECKING:
    from pathlib import Path

OWNERS = {"web": "Bücher & Co/ß+1", "worker": "50% of 100%25", "etl": None}
LOG = "fl-0a1b2c3d4e5f60718"


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str | None, int]]:
    """A folder with version 11 logs of gateway and clients, and the bytes of each owner."""
    folder = tmp_path_factory.mktemp("tags")
    world = talk(one_gateway())
    owner_of = {}
    for name, owner in OWNERS.items():
        client = world.topology.client(name)
        owner_of |= dict.fromkeys(client.addresses, owner)
        for record in world.at(client.interface_id):
            record.values |= {"instance_tag": None, "instance_tag_2": percent_encoded(owner), "interface_tag": "9"}
    write_logs(world.records, folder / "logs", v(11, LOG))
    write_inventory(world.topology, folder / "inventory")
    truth: dict[str | None, int] = {}
    for row in world.truth():
        owner = owner_of[row["client_ip"]]
        truth[owner] = truth.get(owner, 0) + row["bytes_out"] + row["bytes_in"]
    return folder, truth


def describe(folder: Path) -> None:
    """Let the inventory know what the tag fields of the log stand for."""
    path = next(folder.rglob("describe-flow-logs.json"))
    specified = [
        {"ResourceType": "network-interface", "TagKeys": ["floor"]},
        {"ResourceType": "instance", "TagKeys": ["zebra", "owner"]},
    ]
    path.write_text(json.dumps({"FlowLogs": [{"FlowLogId": LOG, "TagFieldSpecifications": specified}]}))


def test_a_tag_of_the_records_groups_to_the_byte(laid_out: tuple[Path, dict[str | None, int]], tmp_path: Path) -> None:
    folder, truth = laid_out
    db = tmp_path / "nat.duckdb"
    run_local(db, folder / "logs", inventory=folder / "inventory")
    by_tag = "select tag_value, bytes from nat_by_tag('2026-11-16', '2026-11-17', $key)"
    with opened(db) as duck:
        # The keys are not known yet: the fields stand for them.
        assert dict(duck.rows(by_tag, key="instance-tag-2")) == truth
        assert dict(duck.rows(by_tag, key="owner")) == {None: sum(truth.values())}
    describe(folder / "inventory")
    run_local(db, inventory=folder / "inventory")
    with opened(db) as duck:
        assert dict(duck.rows(by_tag, key="owner")) == truth
        assert dict(duck.rows(by_tag, key="instance-tag-2")) == {None: sum(truth.values())}
        # What the inventory says beside it stays: web's own tag, and the Name of all.
        found = duck.row("select source_tags from source where source_name = 'web' and named_by = 'flow_log' limit 1")[
            0
        ]
    assert found == {"Name": "web", "floor": "9", "owner": OWNERS["web"], "team": "shop"}
    assert broken_checks(db) == {}


def test_a_record_that_reaches_into_the_next_hour_tells_of_it_too(tmp_path: Path) -> None:
    world = one_gateway()
    web, remote, nat = world.topology.client("web"), world.topology.remotes[0], world.topology.nat_gateways[0]
    start = 1_794_787_200
    world.through_nat(web, remote, nat, (start + 3300, start + 3900), (40_000, 900_000))
    only = [record for record in world.at(web.interface_id) if record.start < start + 3600 < record.end]
    assert only
    web.in_inventory = False
    write_logs([*world.of_gateways(), *only], tmp_path / "logs", v(5))
    write_inventory(world.topology, tmp_path / "inventory")
    run_local(tmp_path / "nat.duckdb", tmp_path / "logs", inventory=tmp_path / "inventory")
    said = traffic(tmp_path / "nat.duckdb", "select distinct hour, instance_id from nat_traffic order by hour")
    assert [instance for _, instance in said] == [web.instance_id, web.instance_id]
