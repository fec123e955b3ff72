"""Flows named by query logs: what a slow second telling of the rules says, in any order, and nothing is worse."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.pipeline import NAMED, broken_checks, opened, run_local, traffic
from tests.world import FlowLog, World, fields_up_to, small_world, write_inventory, write_logs
from tests.world.dns import HOSTS, Flow, Query, small_queries, told, write_query_logs
from tests.world.small import START

if TYPE_CHECKING:
    from pathlib import Path

HOURS = 3
ROWS = """
    select
      epoch(n.hour)::bigint, s.source_vpc_id, s.source_ip, r.remote_ip, n.remote_port, n.protocol,
      r.service, r.service_region, r.hostname, r.evidence, r.served_by, r.dns_match, r.dns_name_count
    from nat_hour n
    join source s using (source_id)
    join remote_name r using (remote_name_id)
    order by all
"""


@pytest.fixture(scope="module")
def world() -> World:
    return small_world(seed=5, hours=HOURS, talks=70)


@pytest.fixture(scope="module")
def queries(world: World) -> list[Query]:
    return small_queries(world, START, HOURS)


@pytest.fixture(scope="module")
def laid_out(world: World, queries: list[Query], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `logs/`, `inventory/` and `dns/`."""
    folder = tmp_path_factory.mktemp("world")
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(5)), slot_seconds=3600)
    write_inventory(world.topology, folder / "inventory")
    write_query_logs(queries, folder / "dns", world.topology.account_id, world.topology.region)
    return folder


@pytest.fixture(scope="module")
def plain(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a run without query logs."""
    db = tmp_path_factory.mktemp("plain") / "nat.duckdb"
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory")
    return db


@pytest.fixture(scope="module")
def whole(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of one run over everything."""
    db = tmp_path_factory.mktemp("whole") / "nat.duckdb"
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory", dns=[laid_out / "dns"])
    return db


def expected(row: tuple[Any, ...], queries: list[Query]) -> tuple[Any, ...]:
    """What a row of the run without query logs becomes with them."""
    hour, vpc_id, client_ip, remote_ip, port, protocol, service, region, _, evidence, served_by, *_ = row
    said = told(queries, HOSTS, Flow(vpc_id, client_ip, remote_ip, hour))
    if said is None or evidence == "inventory":
        return row
    if said.service is not None:
        service, region, evidence = said.service, said.region, "dns"
        if served_by != "gateway_endpoint":
            is_here = said.region == "ap-east-1"
            served_by = "interface_endpoint" if is_here and said.served_by == "interface_endpoint" else "nat_only"
    else:
        if said.hostname is not None and evidence in ("ip_ranges", "none"):
            evidence = "dns"
        if said.served_by == "nat_only" and served_by != "gateway_endpoint":
            served_by = "nat_only"
    named = (service, region, said.hostname, evidence, served_by)
    return (hour, vpc_id, client_ip, remote_ip, port, protocol, *named, said.match, said.candidates)


def test_every_flow_is_named_as_the_rules_say(queries: list[Query], plain: Path, whole: Path) -> None:
    right = sorted((expected(row, queries) for row in traffic(plain, ROWS)), key=str)
    assert sorted(traffic(whole, ROWS), key=str) == right
    assert broken_checks(whole) == {}
    assert {row[11] for row in right} == {"client", "vpc", "stale", None}
    assert any(row[12] and row[12] > 1 and row[8] is None for row in right)
    assert "interface_endpoint" in {row[10] for row in right}


def test_every_name_is_as_sure_as_its_match_in_both_grains(whole: Path) -> None:
    told = """
        select case r.dns_match when 'client' then 'high' when 'vpc' then 'medium' when 'stale' then 'low' end as told,
          sum(bytes_out + bytes_in)::bigint
        from nat_hour join remote_name r using (remote_name_id) where r.evidence = 'dns' group by 1 order by 1
    """
    sure = (
        "select dns_confidence, sum(bytes_out + bytes_in)::bigint from {} where evidence = 'dns' group by 1 order by 1"
    )
    right = traffic(whole, told)
    assert [confidence for confidence, _ in right] == ["high", "medium"]
    for grain in ("nat_traffic", "nat_service_hour"):
        assert traffic(whole, sure.format(grain)) == right
        assert traffic(whole, f"from {grain} where evidence <> 'dns' and dns_confidence is not null") == []


def test_the_bytes_stay_the_same(plain: Path, whole: Path) -> None:
    assert traffic(whole) == traffic(plain)


def test_what_the_address_says_is_not_worse_for_disagreeing_names(plain: Path, whole: Path) -> None:
    ambiguous = "select distinct remote_ip, service, evidence from remote_name where dns_name_count > 1"
    known = set(traffic(plain, "select distinct remote_ip, service, evidence from remote_name"))
    with opened(whole) as duck:
        rows = duck.rows(f"{ambiguous} and dns_service is null and hostname is null")
    assert rows
    assert set(rows) <= known


def test_twice_equals_once(laid_out: Path, whole: Path, tmp_path: Path) -> None:
    db = tmp_path / "nat.duckdb"
    shutil.copy(whole, db)
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory", dns=[laid_out / "dns"])
    assert traffic(db, ROWS) == traffic(whole, ROWS)


@pytest.mark.parametrize("first", ["logs", "dns"])
def test_any_order_and_split_give_the_same_names(
    laid_out: Path, plain: Path, whole: Path, tmp_path: Path, first: str
) -> None:
    """The names come in two halves: both after the logs, or one before them and one with them."""
    objects = sorted((laid_out / "dns").rglob("*.gz"))
    random.Random(first).shuffle(objects)
    halves = [tmp_path / "half0", tmp_path / "half1"]
    for number, half in enumerate(halves):
        half.mkdir()
        for path in objects[number::2]:
            shutil.copy(path, half)
    db = tmp_path / "nat.duckdb"
    if first == "logs":
        shutil.copy(plain, db)
        run_local(db, dns=halves[:1])
        run_local(db, dns=halves[1:])
    else:
        run_local(db, dns=halves[:1])
        run_local(db, laid_out / "logs", inventory=laid_out / "inventory", dns=halves[1:])
    assert traffic(db, ROWS) == traffic(whole, ROWS)
    assert traffic(db, NAMED) == traffic(whole, NAMED)
    assert traffic(db, "from beside_nat order by all") == traffic(whole, "from beside_nat order by all")
    assert traffic(db, "select count(*) from changed_answer_day") == [(0,)]
    beside = "select remote_name_id from beside_hour where remote_name_id is not null"
    used = f"select remote_name_id from nat_hour union {beside}"
    unused = f"select count(*) from remote_name where remote_name_id not in ({used})"
    assert traffic(db, f"{unused} and dns_key is not null") == [(0,)]


def test_a_replaced_query_log_takes_its_names_back(
    world: World, laid_out: Path, whole: Path, plain: Path, tmp_path: Path
) -> None:
    db = tmp_path / "nat.duckdb"
    shutil.copy(whole, db)
    shutil.copytree(laid_out / "dns", tmp_path / "dns")
    empty = Query(world.topology.vpcs[0].vpc_id, "10.9.9.9", "pypi.example", ("192.0.2.250",), START)
    for path in (tmp_path / "dns").rglob("*.gz"):
        stand_in = write_query_logs([empty], tmp_path / "other", "111122223333", "ap-east-1")[0]
        shutil.copy(stand_in, path)
    run_local(db, dns=[tmp_path / "dns"])
    assert traffic(db, ROWS) == traffic(plain, ROWS)
