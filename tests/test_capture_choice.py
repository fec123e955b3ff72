"""The choice between captures, where both a gateway's own log and its clients' logs tell of the same hour."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib.attribute.choose import LogSpan, Piece, left_out
from tests.capture_world import found_of_clients, of_vpc, talk_alike, truth_of_clients, twins, v
from tests.pipeline import NAMED, broken_checks, opened, run_local, traffic
from tests.test_choose import BASE, LOG, log
from tests.world import FlowLog, Record, World, write_inventory, write_logs
from tests.world.small import START

if TYPE_CHECKING:
    from pathlib import Path

CUT = START + 50 * 60
LATE = START + 3630


def before(records: list[Record], second: int) -> list[Record]:
    return [record for record in records if record.end <= second]


def after(records: list[Record], second: int) -> list[Record]:
    return [record for record in records if record.end > second]


def logs_of(world: World) -> dict[str, list[tuple[list[Record], FlowLog]]]:
    """Return what is logged of each VPC."""
    number = iter(range(100))

    def fresh(version: int, **more: Any) -> FlowLog:
        return v(version, f"fl-0c{next(number):015x}", **more)

    def gateway(name: str) -> list[Record]:
        return of_vpc(world, name, "gateway")

    def clients(name: str, *which: str) -> list[Record]:
        enis = {one.interface_id for one in world.topology.clients if one.name in {f"{name}-{each}" for each in which}}
        return [one for one in of_vpc(world, name, "clients") if not which or one.interface_id in enis]

    return {
        "some_clients": [
            (gateway("some_clients"), fresh(2, file_format="text-gz")),
            (clients("some_clients", "web", "etl"), fresh(5)),
        ],
        "both": [(gateway("both"), fresh(3)), (clients("both"), fresh(5)), (clients("both", "web"), fresh(11))],
        "one_log": [(of_vpc(world, "one_log"), fresh(11)), (clients("one_log", "worker"), fresh(2))],
        "more_fields": [
            (before(gateway("more_fields"), CUT), fresh(2)),
            (after(gateway("more_fields"), CUT), fresh(5)),
            (clients("more_fields"), fresh(5)),
        ],
        "gateway_from_hh50": [
            (after(gateway("gateway_from_hh50"), CUT), fresh(5)),
            (clients("gateway_from_hh50"), fresh(5)),
        ],
        "clients_more_fields": [
            (before(clients("clients_more_fields"), CUT), fresh(3)),
            (after(clients("clients_more_fields"), CUT), fresh(11)),
        ],
        "clients_stop": [
            (gateway("clients_stop"), fresh(2)),
            (before(clients("clients_stop"), LATE), fresh(5)),
        ],
    }


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """A VPC of the same traffic for each case; and the folder with `logs`, `inventory` and `nat.duckdb`."""
    folder = tmp_path_factory.mktemp("choice")
    world = twins("some_clients", "both", "one_log", "more_fields", "gateway_from_hh50", "clients_more_fields",
        "clients_stop", interval=60)  # fmt: skip
    talk_alike(world, talks=15)
    for several in logs_of(world).values():
        for records, each in several:
            write_logs(records, folder / "logs", each, slot_seconds=3600)
    write_inventory(world.topology, folder / "inventory")
    run_local(folder / "nat.duckdb", folder / "logs", inventory=folder / "inventory")
    return world, folder


def test_each_byte_counts_once_whoever_else_saw_it(chosen: tuple[World, Path]) -> None:
    world, folder = chosen
    assert broken_checks(folder / "nat.duckdb") == {}
    assert found_of_clients(folder / "nat.duckdb") == truth_of_clients(world)


def test_the_best_capture_that_was_on_for_the_hour_counts(chosen: tuple[World, Path]) -> None:
    world, folder = chosen
    names = {gateway.nat_gateway_id: gateway.name for gateway in world.topology.nat_gateways}
    with opened(folder / "nat.duckdb") as duck:
        rows = duck.rows(
            "select nat_gateway_id, extract('hour' from hour), string_agg(distinct capture, ' ' order by capture) "
            "from nat_traffic group by all"
        )
        some = dict(
            duck.rows(
                "select source_name, string_agg(distinct capture) from nat_traffic "
                "where nat_gateway_id = $id group by all",
                id=next(key for key, name in names.items() if name == "some_clients"),
            )
        )
    assert {(names[gateway], hour): told for gateway, hour, told in rows} == {
        ("some_clients", 0): "nat_eni_v2 route",
        ("some_clients", 1): "nat_eni_v2 route",
        ("both", 0): "nat_eni",
        ("both", 1): "nat_eni",
        ("one_log", 0): "nat_eni",
        ("one_log", 1): "nat_eni",
        # The clients' logs tell the remotes of the whole hour, the gateway's own of ten minutes.
        ("more_fields", 0): "route",
        ("more_fields", 1): "nat_eni",
        ("gateway_from_hh50", 0): "route",
        ("gateway_from_hh50", 1): "nat_eni",
        ("clients_more_fields", 0): "next_hop route",
        ("clients_more_fields", 1): "next_hop",
        ("clients_stop", 0): "route",
        ("clients_stop", 1): "nat_eni_v2",
    }
    assert some == {
        "some_clients-web": "route",
        "some_clients-etl": "route",
        "some_clients-worker": "nat_eni_v2",
        "some_clients-batch": "nat_eni_v2",
    }


def test_any_split_and_any_order_of_the_objects_gives_the_same(chosen: tuple[World, Path], tmp_path: Path) -> None:
    _, folder = chosen
    paths = sorted((folder / "logs").rglob("*.*"))
    random.Random(5).shuffle(paths)
    for number, part in enumerate((paths[::2], paths[1::2])):
        for path in part:
            link = tmp_path / str(number) / path.relative_to(folder / "logs")
            link.parent.mkdir(parents=True, exist_ok=True)
            link.hardlink_to(path)
        run_local(tmp_path / "nat.duckdb", tmp_path / str(number), inventory=None if number else folder / "inventory")
    assert traffic(tmp_path / "nat.duckdb", NAMED) == traffic(folder / "nat.duckdb", NAMED)
    assert broken_checks(tmp_path / "nat.duckdb") == {}


OWN = LOG
TOTALS = replace(LOG, capture="nat_eni_v2")
WHOLE = Piece(BASE, BASE + 3600)


def piece(first: int, last: int) -> Piece:
    return Piece(BASE + first, BASE + last)


@pytest.mark.parametrize(
    ("own", "client", "has_total", "expected"),
    [
        pytest.param([OWN], WHOLE, False, None, id="the gateway's own log covers the hour: it alone counts"),
        pytest.param([], WHOLE, False, [], id="no log of the gateway in this hour"),
        pytest.param([log("fl-1", 0, 3000)], WHOLE, False, None, id="ten minutes are the grace"),
        pytest.param([log("fl-1", 0, 2999)], WHOLE, False, ["fl-1"], id="more than ten minutes missing: the client's"),
        pytest.param([log("fl-1", 0, 30)], WHOLE, False, ["fl-1"], id="one late record never beats a full hour"),
        pytest.param([OWN], piece(0, 30), False, None, id="nor does one of the client's"),
        pytest.param([log("fl-1", 1800, 3600)], piece(0, 1800), False, [], id="one after the other: both count"),
        pytest.param([log("fl-1", 1500, 3600)], piece(0, 1800), False, [], id="with up to ten minutes in common too"),
        pytest.param([log("fl-1", 900, 3600)], piece(0, 1800), False, None, id="both in part: the longer one"),
        pytest.param([log("fl-1", 1500, 3000)], piece(0, 2400), False, ["fl-1"], id="both in part: the client's"),
        pytest.param([TOTALS], WHOLE, True, ["fl-1"], id="the remotes are better than a total"),
        pytest.param([TOTALS], WHOLE, False, [], id="there is no total of this client"),
        pytest.param([TOTALS], piece(0, 30), True, None, id="a full hour of totals beats one late record"),
        pytest.param([TOTALS], piece(0, 3000), True, ["fl-1"], id="the client's log covers all but the grace"),
    ],
)
def test_between_a_gateways_own_log_and_a_clients(
    own: list[LogSpan], client: Piece, *, has_total: bool, expected: list[str] | None
) -> None:
    spans = left_out(own, client, has_total=has_total)
    assert (spans if spans is None else [span.flow_log_id for span in spans]) == expected
