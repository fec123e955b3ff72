"""explain says what every source of knowledge says of an address; enrich names again and says what changed."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from nat_attrib import store
from nat_attrib.cli.commands import app
from nat_attrib.cli.explain import lines
from nat_attrib.errors import UsageError
from nat_attrib.explain import RUNGS, explain
from nat_attrib.inventory import spread
from tests.pipeline import NAMED, opened, run_local, traffic
from tests.world import FlowLog, fields_up_to, small_world, write_inventory, write_logs
from tests.world.dns import Query, write_query_logs
from tests.world.small import START

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck
    from tests.world import World

API = "54.239.1.84"
DISPUTED = "54.239.1.85"
DISAGREE = "AWS, but the names that it was answered for disagree:"
LOGS = "logs.ap-east-1.amazonaws.com"


@pytest.fixture(scope="module")
def world() -> World:
    world = small_world(seed=3, hours=1, talks=1)
    top = world.topology
    known = (("aws-apis", API), ("aws-apis", DISPUTED), ("s3", "52.95.160.20"), ("packages", "151.101.0.223"))
    for remote, address in known:
        talk = (START + 60, START + 90), (400, 9_000_000)
        world.through_nat(top.client("etl"), top.remote(remote), top.nat_gateways[1], *talk, remote_ip=address)
    return world


@pytest.fixture(scope="module")
def db(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explain")
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(5)), slot_seconds=3600)
    write_inventory(world.topology, folder / "inventory")
    etl, web = world.topology.client("etl"), world.topology.client("web")
    queries = [
        Query(etl.vpc_id, etl.address, LOGS, (API, DISPUTED), START),
        Query(etl.vpc_id, etl.address, "sqs.ap-east-1.amazonaws.com", (DISPUTED,), START),
        Query(web.vpc_id, web.address, "in.example", ("151.101.0.223",), START, ("sends.newrelic.com",)),
        Query(web.vpc_id, web.address, "otlp.nr-data.net", ("151.101.0.223",), START),
    ]
    write_query_logs(queries, folder / "dns", "111122223333", "ap-east-1")
    run_local(folder / "nat.duckdb", folder / "logs", inventory=folder / "inventory", dns=[folder / "dns"])
    return folder / "nat.duckdb"


@pytest.fixture(scope="module")
def duck(db: Path) -> Iterator[Duck]:
    """The file, for those that only ask it."""
    with opened(db) as duck:
        yield duck


def rungs(duck: Duck, address: str, vpc_id: str | None = None) -> dict[str, list[dict[str, Any]]]:
    return {rung.name: list(rung.rows) for rung in explain(duck, address, vpc_id=vpc_id).rungs}


def test_every_rung_speaks_of_what_it_knows(duck: Duck) -> None:
    found = rungs(duck, API)
    assert list(found) == list(RUNGS)
    name = found["dns"][0]
    assert (name["name"], name["service"], name["served_by"]) == (LOGS, "logs", "interface_endpoint")
    assert [row["service"] for row in found["ip_ranges"]] == ["AMAZON"]
    stored = found["named"][0]
    assert (stored["service"], stored["hostname"], stored["dns_match"]) == ("logs", LOGS, "client")
    assert stored["dns_confidence"] == "high"
    assert "interface endpoint for logs" in found["endpoint"][0]["means"].lower()
    assert found["own"] == found["prefix_list"] == found["client"] == []


def test_a_gateway_endpoints_list_and_the_endpoint_there_is(duck: Duck, world: World) -> None:
    found = rungs(duck, "52.95.160.20")
    assert [row["prefix_list_name"] for row in found["prefix_list"]] == ["com.amazonaws.ap-east-1.s3"]
    endpoint = found["endpoint"][0]
    assert endpoint["vpc_endpoint_id"] == world.topology.endpoints[0].vpc_endpoint_id
    assert endpoint["served_by"] == "gateway_endpoint"


def test_disagreeing_names_are_listed_and_vendors_are_told(duck: Duck) -> None:
    found = rungs(duck, "151.101.0.223")
    assert {row["name"] for row in found["dns"]} == {"in.example", "otlp.nr-data.net"}
    assert "New Relic offers PrivateLink" in next(row["note"] for row in found["dns"] if row["note"])
    assert found["named"][0]["hostname"] is None
    assert found["named"][0]["candidates"] == "in.example otlp.nr-data.net"


def test_clients_and_own_addresses(duck: Duck, world: World) -> None:
    etl, edge = world.topology.client("etl"), world.topology.client("edge")
    assert rungs(duck, etl.address)["client"][0]["source_name"] == "etl"
    assert rungs(duck, str(edge.public_ip))["own"][0]["interface_id"] == edge.interface_id
    assert rungs(duck, etl.address, vpc_id="vpc-0")["client"] == []


def test_an_own_address_is_described_as_it_was(db: Path, world: World, tmp_path: Path) -> None:
    mine = Path(shutil.copy(db, tmp_path / "nat.duckdb"))
    client = world.topology.client("edge")
    with store.writing(mine) as duck:
        # From two hours after the snapshot on it is called otherwise.
        duck.execute(
            """
            insert into inventory_resource
            select account_id, region, kind, resource_id, seen_to + interval 2 hours, seen_to + interval 2 hours, null,
              json_merge_patch(content, '{"Description": "aardvark"}')
            from inventory_resource where resource_id = $id
            """,
            id=client.interface_id,
        )
        duck.execute(
            "update inventory_resource set gone_at = seen_to + interval 2 hours "
            "where resource_id = $id and content ->> '$.Description' <> 'aardvark'",
            id=client.interface_id,
        )
        spread(duck)
        (look,) = duck.row("select max(seen_at) from inventory_snapshot")
        before, after = (
            [
                row["description"]
                for row in next(iter(explain(duck, str(client.public_ip), look + timedelta(hours=hours)).rungs)).rows
                if row["interface_id"] == client.interface_id
            ]
            for hours in (1, 3)
        )
    assert before == [None, "aardvark"]
    assert after == ["aardvark"]


def test_a_terminal_breaks_long_lines_below_their_beginning_and_a_pipe_does_not(db: Path) -> None:
    with opened(db) as duck:
        found = explain(duck, API)
    whole, broken = (list(lines(found, width)) for width in (None, 80))
    assert " ".join(" ".join(whole).split()) == " ".join(" ".join(broken).split())
    assert max(map(len, broken)) <= 80 < max(map(len, whole))
    # Every line that goes on stands right of where its row or its label begins.
    added = [line for line in broken if line not in whole and not line.startswith(("Conclusion", "  "))]
    assert added == []
    begun = [line for line in broken if line.startswith("  ") and not line.startswith("      ")]
    assert len(begun) == sum(len(rung.rows) for rung in found.rungs)
    assert CliRunner().invoke(app, ["--db", str(db), "explain", API]).output.splitlines() == whole


def test_what_is_no_address_is_said(duck: Duck) -> None:
    with pytest.raises(UsageError, match="no IP address"):
        explain(duck, "example.com")


def test_the_command_prints_a_table_and_json(db: Path) -> None:
    ran = CliRunner().invoke(app, ["--db", str(db), "explain", API])
    assert ran.exit_code == 0, ran.output
    assert f"{API} (public)" in ran.output
    assert f"name={LOGS}" in ran.output
    said = json.loads(CliRunner().invoke(app, ["--db", str(db), "explain", API, "--format", "json"]).output)
    assert (said["address"], list(said["rungs"])) == (API, list(RUNGS))
    assert said["conclusion"] in ran.output


@pytest.mark.parametrize(
    ("address", "conclusion"),
    [
        (API, f"Reports call it {LOGS} (evidence: dns). An interface endpoint for logs"),
        (DISPUTED, f"Reports call it AMAZON (evidence: ip_ranges). {DISAGREE} {LOGS}, sqs.ap-east-1.amazonaws.com."),
        ("52.95.160.20", "Reports call it s3 (evidence: prefix_list). The address is in the list"),
        ("151.101.0.223", "Reports call it the internet (evidence: none). No endpoint takes these bytes."),
        ("52.95.160.21", "No flow past NAT that is kept by address has it; what else is known stands above."),
        ("198.51.100.7", "Nothing is known of it: it is in no flow past NAT that is kept by address, in no inventory"),
    ],
)
def test_every_explanation_ends_with_what_it_comes_to(duck: Duck, address: str, conclusion: str) -> None:
    assert explain(duck, address).conclusion.startswith(conclusion)


def test_a_client_is_called_one(duck: Duck, world: World) -> None:
    assert explain(duck, world.topology.client("etl").address).conclusion == "It is a client of NAT gateways: etl."


def test_a_newer_ip_ranges_names_the_hours_it_is_nearest_to(db: Path, tmp_path: Path) -> None:
    mine = Path(shutil.copy(db, tmp_path / "nat.duckdb"))
    newer = tmp_path / "ip-ranges.json"
    entry = {"ip_prefix": "151.101.0.0/16", "region": "GLOBAL", "service": "CLOUDFRONT", "network_border_group": "G"}
    newer.write_text(json.dumps({"createDate": "2026-11-15-00-00-00", "prefixes": [entry], "ipv6_prefixes": []}))
    ran = CliRunner().invoke(app, ["--db", str(mine), "enrich", "--ip-ranges", str(newer)])
    assert ran.exit_code == 0, ran.output
    # The day's other addresses are in no range of this small file; DNS still names the API.
    assert "internet (none, nat_only) -> CLOUDFRONT in GLOBAL (ip_ranges, nat_only)" in ran.output
    with opened(mine) as duck:
        assert rungs(duck, API)["named"][0]["service"] == "logs"
    again = CliRunner().invoke(app, ["--db", str(mine), "enrich", "--ip-ranges", str(newer)])
    assert "Nothing is called otherwise" in again.output
    far = json.loads(newer.read_text()) | {"createDate": "2036-01-01-00-00-00"}
    newer.write_text(json.dumps(far))
    before = traffic(mine, NAMED)
    CliRunner().invoke(app, ["--db", str(mine), "enrich", "--ip-ranges", str(newer)])
    assert traffic(mine, NAMED) == before
