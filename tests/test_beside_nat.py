"""What does not cross NAT: endpoint ENIs, gateway endpoints, internet gateways; each byte once, by service."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib import keep, store
from tests.pipeline import broken_checks, opened, run_local
from tests.world import Builder, FlowLog, Record, World, fields_up_to, write_inventory, write_logs
from tests.world.dns import Query, write_query_logs
from tests.world.records import client_base
from tests.world.remotes import S3_PREFIXES, add_remotes
from tests.world.small import AZ_IDS, START
from tests.world.truth import by_hour, hour_of

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = 3600
BESIDE = """
    select hour, vpc_id, path, vpc_endpoint_id, service, service_region, bytes_out, bytes_in
    from beside_nat order by all
"""


def network(
    seed: int = 5, *, account_id: str = "111122223333", has_public_clients: bool = True, **emitter: Any
) -> World:
    """Return a VPC with a private and a public subnet, NAT, a gateway endpoint (S3) and an interface endpoint (SQS)."""
    build = Builder(account_id, "ap-east-1", AZ_IDS, seed)
    vpc = build.vpc("shop", "10.0.0.0/16")
    public = build.table(vpc, "public", {"0.0.0.0/0": str(vpc.igw_id)})
    public_1a = build.subnet(vpc, "public-1a", "10.0.0.0/24", "ap-east-1a", public)
    nat = build.nat("nat", public_1a)
    private = build.table(vpc, "private", {"0.0.0.0/0": nat.nat_gateway_id})
    inside = build.subnet(vpc, "private-1a", "10.0.16.0/20", "ap-east-1a", private)
    build.client("web", inside)
    if has_public_clients:
        build.client("edge", public_1a, public=True)
        build.client("balancer", public_1a, public=True, kind="network_load_balancer")
    build.gateway_endpoint(vpc, build.prefix_list("s3", *S3_PREFIXES), private)
    build.interface_endpoint(vpc, "sqs", [inside])
    add_remotes(build)
    return World(build.topology, seed=seed, **emitter)


def busy(world: World, hours: int = 3, talks: int = 40) -> World:
    """Let everybody talk on every way, over the edges of hours, with what must not count among it."""
    chance, top = world.random, world.topology
    web, edge, balancer = (top.client(name) for name in ("web", "edge", "balancer"))
    endpoint, gateway = top.client("sqs-endpoint"), top.nat_gateways[0]
    for number in range(talks):
        begin = START + chance.randrange(60, hours * HOUR - 120)
        span = (begin, min(begin + chance.randrange(0, 2400), START + hours * HOUR - 30))
        size = (chance.randrange(40, 400_000), chance.randrange(40, 9_000_000))
        remote = top.remote(chance.choice(["dynamodb", "s3-us-east-1", "aws-apis", "packages", "s3"]))
        match number % 5:
            case 0:
                world.beside_nat(web, top.remote("s3"), 7, span, size)
            case 1:
                world.beside_nat(edge, remote, 8, span, size)
            case 2:
                world.east_west(web, endpoint, span, size)
            case 3:
                world.through_nat(web, top.remote(chance.choice(["packages", "dynamodb"])), gateway, span, size)
            case _:
                ports = {"client_port": 443, "remote_port": chance.randrange(32768, 61000)}
                world.beside_nat(balancer, top.remote("packages"), 8, span, size, **ports)
                world.east_west(balancer, web, span, size)
    world.reject(edge, "198.51.100.78", 22, START + 100)
    return world


def truth(world: World) -> list[tuple[Any, ...]]:
    """Return the exact rows of the view."""
    top = world.topology
    endpoints = {one.kind: one.vpc_endpoint_id for one in top.endpoints}
    at_endpoint = {interface for one in top.endpoints for interface in one.interface_ids}
    balancers = {client.interface_id for client in top.clients if client.name == "balancer"}
    sums: Counter[tuple[Any, ...]] = Counter()
    for record in world.records:
        values, interface = record.values, record.interface_id
        is_out = values.get("flow_direction") == "egress"
        if interface in at_endpoint:
            key: tuple[Any, ...] = ("interface_endpoint", endpoints["Interface"], "sqs", top.region)
            is_out = not is_out
        elif record.leg in ("endpoint", "internet") and interface not in balancers:
            remote = top.remote_at(str(values["dstaddr" if is_out else "srcaddr"]))
            assert remote is not None
            named = (remote.service, remote.service_region)
            is_gateway = record.leg == "endpoint"
            path = "gateway_endpoint" if is_gateway else "internet_gateway"
            key = (path, endpoints["Gateway"] if is_gateway else None, *named)
        else:
            continue
        for second, amount in by_hour(record.start, record.end, int(values["bytes"] or 0)):
            sums[(hour_of(second), top.vpcs[0].vpc_id, *key, is_out)] += amount
    keys = {key[:-1] for key in sums}
    rows = [(*key, sums[(*key, True)], sums[(*key, False)]) for key in keys]
    return sorted((row for row in rows if row[-1] or row[-2]), key=str)


def found(db: Path) -> list[tuple[Any, ...]]:
    with opened(db) as duck:
        rows = duck.rows(BESIDE)
    return sorted((row for row in rows if row[-1] or row[-2]), key=str)


@pytest.fixture(scope="module")
def world() -> World:
    return busy(network(jitter=3))


@pytest.fixture(scope="module")
def laid_out(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `logs/` (v8 Parquet), `inventory/`, and `known.duckdb`, which holds the inventory alone."""
    folder = tmp_path_factory.mktemp("beside")
    write_logs(world.records, folder / "logs", FlowLog(fields=fields_up_to(8)))
    write_inventory(world.topology, folder / "inventory")
    run_local(folder / "known.duckdb", inventory=folder / "inventory")
    return folder


@pytest.fixture(scope="module")
def whole(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = Path(shutil.copy(laid_out / "known.duckdb", tmp_path_factory.mktemp("whole") / "nat.duckdb"))
    run_local(db, laid_out / "logs")
    return db


@pytest.fixture(scope="module")
def told(whole: Path) -> list[tuple[Any, ...]]:
    """All that it says."""
    return found(whole)


def test_every_byte_beside_nat_and_no_other(world: World, whole: Path, told: list[tuple[Any, ...]]) -> None:
    expected = truth(world)
    assert {row[2] for row in expected} == {"gateway_endpoint", "internet_gateway", "interface_endpoint"}
    assert told == expected
    assert broken_checks(whole) == {}


def test_any_split_in_any_order_equals_the_whole(laid_out: Path, told: list[tuple[Any, ...]], tmp_path: Path) -> None:
    paths = sorted((laid_out / "logs").rglob("*.parquet"))
    random.Random(0).shuffle(paths)
    db = Path(shutil.copy(laid_out / "known.duckdb", tmp_path))
    for part in range(2):
        folder = tmp_path / f"part{part}"
        folder.mkdir()
        for path in paths[part::2]:
            shutil.copy(path, folder)
        run_local(db, folder)
    assert found(db) == told
    assert broken_checks(db) == {}
    run_local(db, laid_out / "logs")
    assert found(db) == told, "twice equals once"


def test_logs_before_the_inventory_are_read_again(laid_out: Path, told: list[tuple[Any, ...]], tmp_path: Path) -> None:
    db = tmp_path / "nat.duckdb"
    run_local(db, laid_out / "logs")
    assert {row[2] for row in found(db)} == {"gateway_endpoint", "internet_gateway"}
    assert all(row[-1] == 0 for row in found(db)), "without routes nobody knows what answers these"
    run_local(db, laid_out / "logs", inventory=laid_out / "inventory")
    assert found(db) == told


def again(world: World) -> list[tuple[FlowLog, list[Record]]]:
    """The log was made again within the hour."""
    edge = START + HOUR + 3000
    before = [record for record in world.records if record.end <= edge]
    after = [record for record in world.records if record.end > edge]
    return [(FlowLog("fl-0b", fields=fields_up_to(5)), before), (FlowLog("fl-0a", fields=fields_up_to(11)), after)]


def chain(world: World) -> list[tuple[FlowLog, list[Record]]]:
    """Four logs follow one another; one sees less of the second's and third's time, and two the fourth's once more."""
    top = world.topology
    edge, web, endpoint = (top.client(name) for name in ("edge", "web", "sqs-endpoint"))
    for minute in range(60):
        span = (START + 60 * minute, START + 60 * minute + 50)
        world.beside_nat(edge, top.remote("s3"), 8, span, (3, 1000 + minute))
        world.east_west(web, endpoint, span, (3, 1000 + minute))
    seen = {"fl-9": (0, 15), "fl-8": (15, 30), "fl-7": (30, 45), "fl-6": (45, 60), "fl-1": (17, 44)}
    logs = []
    for log, (first, last) in {**seen, "fl-2": (45, 60), "fl-3": (45, 60)}.items():
        records = [one for one in world.records if first <= (one.start - START) // 60 < last]
        if log == "fl-1":
            records = [one for one in records if one.start // 60 % 2]
        logs.append((FlowLog(log, slot_seconds=HOUR), records))
    return logs


def every(*logs: FlowLog) -> Callable[[World], list[tuple[FlowLog, list[Record]]]]:
    """Let each of the logs hold all records."""
    return lambda world: [(log, world.records) for log in logs]


FORMS: dict[str, Callable[[World], list[tuple[FlowLog, list[Record]]]]] = {
    "v5 text": every(FlowLog(file_format="text-gz")),
    "v11": every(FlowLog(fields=fields_up_to(11))),
    "Security Lake": every(FlowLog(fields=fields_up_to(8), file_format="ocsf-1.1.0")),
    "two logs on each ENI": every(FlowLog("fl-0a"), FlowLog("fl-0b", file_format="text-gz")),
    "a log that was made again within the hour": again,
    "logs that follow one another, and some that overlap": chain,
}
"""The logs of an account, and the records in each."""


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, World], list[tuple[Any, ...]]]:
    """A world of its own for each form, and what one run over the logs of all of them counts."""
    folder, worlds = tmp_path_factory.mktemp("forms"), {}
    for number, (name, logs) in enumerate(FORMS.items()):
        account = f"44445555666{number}"
        worlds[name] = world = network(number, account_id=account, jitter=3)
        if logs is not chain:
            busy(world)
        for log, records in logs(world):
            write_logs(records, folder / name, log, account_id=account)
        write_inventory(world.topology, folder / "inventory")
    run_local(folder / "nat.duckdb", *(folder / name for name in FORMS), inventory=folder / "inventory")
    return worlds, found(folder / "nat.duckdb")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_bytes(forms: tuple[dict[str, World], list[tuple[Any, ...]]], form: str) -> None:
    worlds, counted = forms
    own = [row for row in counted if row[1] == worlds[form].topology.vpcs[0].vpc_id]
    assert own == truth(worlds[form])
    if FORMS[form] is chain:
        assert [row[-2:] for row in own] == [(180, 60_000 + 1770)] * 2


WEB, EDGE, ENDPOINT = "10.0.16.10", "10.0.0.11", "10.0.16.11"
WHEN = (600, 30)
"""Second of the hour, and seconds."""
S3, STRANGER, MIRROR = "52.95.160.20", "198.51.100.9", "151.101.0.223"


def sent(near: str, far: str, size: int, path: int, *when: int, **more: Any) -> Any:
    """Return a record that leaves an ENI: its own address, the remote's, bytes and traffic-path."""
    ports = {"srcport": 40000, "dstport": 443}
    return ("egress", near, far, size, *(when or WHEN), {"traffic_path": path, **ports, **more})


def got(far: str, near: str, size: int, *when: int, **more: Any) -> Any:
    """Return a record that arrives at an ENI."""
    return ("ingress", far, near, size, *(when or WHEN), {"srcport": 443, "dstport": 40000, **more})


CASES: list[tuple[str, str, list[Any], list[tuple[Any, ...]]]] = [
    (
        "a gateway endpoint takes both directions",
        "web",
        [sent(WEB, S3, 100, 7), got(S3, WEB, 9000)],
        [("gateway_endpoint", "s3", 100, 9000)],
    ),
    (
        "an internet gateway too",
        "edge",
        [sent(EDGE, S3, 100, 8), got(S3, EDGE, 9000)],
        [("internet_gateway", "s3", 100, 9000)],
    ),
    (
        "the combined code is a gateway endpoint where one leads there, else the internet gateway",
        "web",
        [sent(WEB, S3, 100, 2), got(S3, WEB, 20), sent(WEB, MIRROR, 7, 2)],
        [("gateway_endpoint", "s3", 100, 20), ("internet_gateway", "internet", 7, 0)],
    ),
    (
        "at an interface endpoint the client's bytes arrive",
        "sqs-endpoint",
        [got(WEB, ENDPOINT, 300, srcport=40000, dstport=443), sent(ENDPOINT, WEB, 4000, 1, srcport=443, dstport=40000)],
        [("interface_endpoint", "sqs", 300, 4000)],
    ),
    ("what goes through NAT is not beside it", "web", [sent(WEB, MIRROR, 100, 1), got(MIRROR, WEB, 9000)], []),
    ("nor is what comes back from S3 through NAT", "web", [sent(WEB, S3, 100, 1), got(S3, WEB, 9000)], []),
    (
        "a connection that a stranger opened is none to a service",
        "edge",
        [
            got(STRANGER, EDGE, 50, srcport=50000, dstport=443),
            sent(EDGE, STRANGER, 60, 8, srcport=443, dstport=50000),
        ],
        [],
    ),
    ("what no link could carry counts as rejected", "edge", [sent(EDGE, S3, 10**15, 8)], []),
    ("refused packets are nothing", "edge", [sent(EDGE, S3, 100, 8, action="REJECT")], []),
    (
        "a record over the edge is split, and what answers it in the next hour is counted there",
        "web",
        [sent(WEB, S3, 120, 7, 3540, 120), got(S3, WEB, 700, 3590, 5), got(S3, WEB, 40, 3620, 20)],
        [("gateway_endpoint", "s3", 60, 700), ("gateway_endpoint", "s3", 60, 40)],
    ),
    (
        "an answer just after the hour belongs to what was sent just before",
        "web",
        [sent(WEB, S3, 5, 7, 3500, 60), got(S3, WEB, 40, 3610, 20)],
        [("gateway_endpoint", "s3", 5, 0), ("gateway_endpoint", "s3", 0, 40)],
    ),
    (
        "an answer long after the hour does not",
        "web",
        [sent(WEB, S3, 5, 7, 3500, 60), got(S3, WEB, 40, 5400, 20)],
        [("gateway_endpoint", "s3", 5, 0)],
    ),
]
"""What, at whose ENI, its records, and what the view then shows: path, service, bytes out, bytes in. Hours apart."""
APART = 3 * HOUR


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    """What the view shows of each case, all in one run and seen by two flow logs."""
    folder, made = tmp_path_factory.mktemp("cases"), network()
    top = made.topology
    assert [top.client(name).address for name in ("web", "edge", "sqs-endpoint")] == [WEB, EDGE, ENDPOINT]
    for number, (_, name, records, _) in enumerate(CASES):
        base = client_base(top, top.client(name))
        for direction, src, dst, size, second, seconds, more in records:
            begin = START + number * APART + second
            values = {"srcaddr": src, "dstaddr": dst, "pkt_srcaddr": src, "pkt_dstaddr": dst, "protocol": 6}
            values |= {"packets": 1, "bytes": size, "start": begin, "end": begin + seconds, "flow_direction": direction}
            made.records.append(Record(base | values | {"action": "ACCEPT", "log_status": "OK", **more}, "case"))
    for log in ("fl-0a", "fl-0b"):
        write_logs(made.records, folder / "logs", FlowLog(log, fields=fields_up_to(5)))
    write_inventory(top, folder / "inventory")
    run_local(folder / "nat.duckdb", folder / "logs", inventory=folder / "inventory")
    assert broken_checks(folder / "nat.duckdb") == {}
    with opened(folder / "nat.duckdb") as duck:
        assert duck.row("select sum(rows_rejected) from ingested_object")[0] == 2
        rows = duck.rows(
            "select date_diff('second', $start::timestamp, hour) // $apart, path, service, bytes_out, bytes_in "
            "from beside_nat order by hour, path",
            start=hour_of(START), apart=APART,
        )  # fmt: skip
    return {case[0]: [row[1:] for row in rows if row[0] == number] for number, case in enumerate(CASES)}


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_by_hand(cases: dict[str, list[tuple[Any, ...]]], case: Any) -> None:
    assert cases[case[0]] == case[3]


def test_what_comes_late_takes_no_answer_from_the_first_open_hour(tmp_path: Path) -> None:
    """The day of the requests is closed or forgotten when the hour of their answers is built again."""
    made, midnight = network(), START + 86400 - START % 86400
    web, gateway = made.topology.client("web"), made.topology.nat_gateways[0]
    by_nat = {"next_hop_interface_id": gateway.interface_id, "traffic_path": 1}

    def log(*records: Any) -> None:
        made.records.clear()
        for direction, src, dst, size, second, seconds, more in records:
            values = {"srcaddr": src, "dstaddr": dst, "protocol": 6, "packets": 1, "bytes": size, "action": "ACCEPT"}
            values |= {"start": midnight + second, "end": midnight + second + seconds, "flow_direction": direction}
            made.records.append(Record(client_base(made.topology, web) | values | more, "case"))
        write_logs(made.records, tmp_path / "logs", FlowLog(fields=fields_up_to(11)))

    def shown(db: Path, since: int) -> list[tuple[Any, ...]]:
        crossed = "select bytes_out, bytes_in, capture from nat_traffic where hour >= $since"
        beside = "select path, bytes_out, bytes_in from beside_nat where hour >= $since"
        with opened(db) as duck:
            rows = duck.rows(beside, since=hour_of(since)) + duck.rows(crossed, since=hour_of(midnight))
        return sorted(rows, key=str)

    write_inventory(made.topology, tmp_path / "inventory")
    requests = (sent(WEB, S3, 70, 7, -100, 60), sent(WEB, MIRROR, 500, 1, -300, 30, **by_nat))
    log(*requests, got(S3, WEB, 800, 20, 30), got(MIRROR, WEB, 9000, 60, 30))
    folded, pruned = tmp_path / "folded.duckdb", tmp_path / "pruned.duckdb"
    run_local(folded, tmp_path / "logs", inventory=tmp_path / "inventory")
    shutil.copy(folded, pruned)
    log(sent(WEB, STRANGER, 1, 1, 2000, 30, **by_nat))
    told = [("gateway_endpoint", 0, 800), ("gateway_endpoint", 70, 0)]
    for db, since, of_requests in ((folded, midnight - HOUR, told[1:]), (pruned, midnight, [])):
        before = [*told[:1], *of_requests, (0, 9000, "next_hop")]
        assert shown(db, since) == before
        with store.writing(db) as duck:
            assert keep.fold(duck, 1) if db == folded else keep.prune(duck, hour_of(midnight))
        run_local(db, tmp_path / "logs")
        assert shown(db, since) == sorted([*before, (1, 0, "next_hop")], key=str)
        assert broken_checks(db) == {}


HOURS = 26
LITTLE, ALONE, BESIDE_12 = "444455556666", "555566667777", "666677778888"
"""Accounts, each with a network of its own."""


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, World], Path, list[dict[str, Any]]]:
    """Three accounts whose endpoints pay or do not, the file of one run over them, and what is advised."""
    folder = tmp_path_factory.mktemp("weighed")
    worlds = {account: network(int(account[0]), account_id=account) for account in (ALONE, BESIDE_12)}
    worlds[LITTLE] = network(4, account_id=LITTLE, has_public_clients=False)
    carry_little(worlds[LITTLE])
    talk_to_sts(worlds[ALONE], 0, folder / "dns")
    talk_to_sts(worlds[BESIDE_12], 12, folder / "dns")
    for account, world in worlds.items():
        write_logs(world.records, folder / "logs", FlowLog(account_id=account, slot_seconds=HOUR))
        write_inventory(world.topology, folder / "inventory")
    db = folder / "nat.duckdb"
    run_local(db, folder / "logs", inventory=folder / "inventory", dns=[folder / "dns"])
    assert broken_checks(db) == {}
    with opened(db) as duck:
        advised = duck.dicts(
            "from recommendations($since, $until)", since=hour_of(START), until=hour_of(START + HOURS * HOUR)
        )
    return worlds, db, advised


def carry_little(world: World) -> None:
    """Let an endpoint's hours cost more than NAT would for the bytes that its own interface logged."""
    top = world.topology
    web, endpoint, gateway = top.client("web"), top.client("sqs-endpoint"), top.nat_gateways[0]
    for hour in range(HOURS):
        begin = START + hour * HOUR + 600
        world.east_west(web, endpoint, (begin, begin + 60), (50_000, 150_000))
        world.through_nat(web, top.remote("packages"), gateway, (begin, begin + 60), (1000, 9000))


def talk_to_sts(world: World, beside_gib: int, dns: Path) -> None:
    """Let 300 GiB a month through NAT, and so many an hour by the internet gateway, reach a service that names tell."""
    top, address = world.topology, "54.239.1.84"
    web, edge, gateway, apis = top.client("web"), top.client("edge"), top.nat_gateways[0], top.remote("aws-apis")
    for hour in range(HOURS):
        span = (START + hour * HOUR + 600, START + hour * HOUR + 660)
        world.through_nat(web, apis, gateway, span, (300 * 2**30 // 730, 0), remote_ip=address)
        world.beside_nat(edge, apis, 8, span, (beside_gib * 2**30 + 1, 0), remote_ip=address)
    asked = [
        Query(web.vpc_id, client.address, "sts.ap-east-1.amazonaws.com", (address,), START + hour * HOUR)
        for hour in range(HOURS)
        for client in (web, edge)
    ]
    write_query_logs(asked, dns, top.account_id, top.region)


def test_an_endpoint_that_carries_little_may_go(weighed: Any) -> None:
    worlds, _, advised = weighed
    top = worlds[LITTLE].topology
    [found] = [row for row in advised if row["action"] == "delete_endpoint" and row["account_id"] == LITTLE]
    assert found["vpc_endpoint_id"] == next(one.vpc_endpoint_id for one in top.endpoints if one.kind == "Interface")
    assert found["nat_gateway_ids"] == [top.nat_gateways[0].nat_gateway_id]
    assert found["gib_per_month"] == pytest.approx(200_000 * 730 / 2**30)


@pytest.mark.parametrize(("account", "beside_gib"), [(ALONE, 0), (BESIDE_12, 12)])
def test_an_endpoint_is_weighed_with_all_that_it_would_take(weighed: Any, account: str, beside_gib: int) -> None:
    """300 GiB a month through NAT pay for an endpoint; not with what would come to it from the internet gateway."""
    worlds, db, advised = weighed
    with opened(db) as duck:
        beside = duck.rows(
            "select path, service, service_region, sum(bytes_out) from beside_nat where vpc_id = $vpc group by all",
            vpc=worlds[account].topology.vpcs[0].vpc_id,
        )
    assert beside == [("internet_gateway", "sts", "ap-east-1", HOURS * (beside_gib * 2**30 + 1))]
    created = [row for row in advised if row["action"] == "create_interface_endpoint" and row["account_id"] == account]
    assert [row["service_name"] for row in created] == ([] if beside_gib else ["com.amazonaws.ap-east-1.sts"])
