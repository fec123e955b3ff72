"""In whatever order snapshots and logs come, the end is the same; only hours that are called otherwise are rebuilt."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nat_attrib import attribute
from nat_attrib import duck as engine
from tests.source_world import (
    ACCOUNT,
    GATEWAY_VPC,
    SPOKES,
    Batch,
    derive,
    eni,
    instance,
    logged,
    look,
    nat,
    on,
    subnet,
    vpc,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck

OWN = "198.51.100.7"
HOME: dict[str, list[dict[str, Any]]] = {
    "nat_gateway": [nat()],
    "vpc": [vpc(GATEWAY_VPC, "10.0.0.0/16")],
    "subnet": [subnet("subnet-a", GATEWAY_VPC, "10.0.1.0/24")],
    "instance": [instance("i-web", Name="web", team="red")],
    "network_interface": [
        eni("eni-web", "10.0.1.5", secondary=["10.0.1.50"], **on("i-web")),
        eni("eni-edge", "10.0.1.9", public=OWN, Description="ELB net/edge/0f1e2d3c4b5a6978"),
    ],
    "elastic_ip": [],
}
MOVED = HOME | {
    "instance": [instance("i-web", Name="shop", team="blue")],
    "network_interface": [
        eni("eni-web", "10.0.1.5", **on("i-web")),
        eni("eni-etl", "10.0.1.6", secondary=["10.0.1.50"], public=OWN, **on("i-etl", 7.5)),
    ],
    "elastic_ip": [{"PublicIp": OWN, "AllocationId": "eipalloc-1", "Tags": []}],
}
GONE = MOVED | {
    "instance": [],
    "network_interface": [eni("eni-job", "10.0.1.5", Description="AWS Lambda VPC ENI-job")],
    "subnet": [subnet("subnet-b", GATEWAY_VPC, "10.0.1.0/24", AvailabilityZoneId="use1-az2")],
}
SPOKE: dict[str, list[dict[str, Any]]] = {
    "vpc": [vpc(f"vpc-{number}", "10.1.0.0/16") for number in (1, 2, 3)],
    "subnet": [subnet("subnet-1", "vpc-1", "10.1.1.0/24"), subnet("subnet-3", "vpc-3", "10.1.1.4/31")],
    "network_interface": [eni("eni-1", "10.1.1.5", "vpc-1", "subnet-1")],
}
BOTH = SPOKE | {
    "transit_gateway_attachment": [],
    "network_interface": [*SPOKE["network_interface"], eni("eni-2", "10.1.1.6", "vpc-2", "subnet-2")],
}
TAGGED: dict[str, list[dict[str, Any]]] = {
    "flow_log": [
        {"FlowLogId": "fl-0b", "TagFieldSpecifications": [{"ResourceType": "instance", "TagKeys": ["team", "env"]}]}
    ],
    "elastic_ip": [],
    "transit_gateway_attachment": [
        {
            "TransitGatewayAttachmentId": f"tgw-attach-{number}",
            "TransitGatewayId": "tgw-1",
            "ResourceType": "vpc",
            "ResourceId": name,
        }
        for number, name in enumerate((GATEWAY_VPC, "vpc-1", "vpc-3"))
    ],
}
CLIENTS = ("10.0.1.5", "10.0.1.6", "10.0.1.50", "10.1.1.5", "10.1.1.6", "10.77.0.1")


def flows(name: str, *hours: int) -> Batch:
    """Return a batch in which every client talks to the internet and to what is or was ours."""
    every = tuple(
        (hour, client, remote, 100 * hour + number)
        for hour in hours
        for number, client in enumerate(CLIENTS, start=1)
        for remote in ("192.0.2.9", OWN)
    )
    return Batch(name, every)


TAGS = '{"fl-0b": {"instance-tag": "green", "instance-tag-2": "prod"}}'
EVENTS: dict[str, Callable[[Duck], None]] = {
    "look 2": lambda duck: look(duck, 2, HOME),
    "look 8": lambda duck: look(duck, 8, MOVED),
    "look 14": lambda duck: look(duck, 14, GONE),
    "spokes 4": lambda duck: look(duck, 4, SPOKE, SPOKES),
    "spokes 12": lambda duck: look(duck, 12, BOTH, SPOKES),
    "tags 20": lambda duck: look(duck, 20, TAGGED),
    "logs of the morning": lambda duck: logged(duck, flows("morning", 1, 3, 7, 9)),
    "logs of the day": lambda duck: logged(duck, flows("day", 9, 13, 15, 26)),
    "logs of a client": lambda duck: logged(
        duck,
        Batch(
            "client",
            seen=((3, GATEWAY_VPC, "10.0.1.6", "eni-tmp"), (13, "vpc-1", "10.1.1.6", "eni-3")),
            about={"eni-tmp": {"account_id": ACCOUNT, "instance_id": "i-tmp", "tags": TAGS}},
        ),
    ),
}
ANSWER = "select * exclude (nat_usd, cross_az_usd, tgw_usd) from nat_traffic order by all"


@pytest.fixture(scope="module")
def fresh(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Duck]]:
    """Give empty files; all are closed at the end."""
    folder = tmp_path_factory.mktemp("sources")
    made: list[Duck] = []

    def new() -> Duck:
        made.append(engine.connect(shutil.copy(store_template, folder / f"{len(made)}.duckdb")))
        return made[-1]

    yield new
    for duck in made:
        duck.close()


@pytest.fixture(scope="module")
def whole(fresh: Callable[[], Duck]) -> Duck:
    """The file after all events, worked out once at the end."""
    duck = fresh()
    for event in EVENTS.values():
        event(duck)
    derive(duck)
    return duck


def test_the_world_of_these_tests_has_every_way_to_be_named(whole: Duck) -> None:
    named = {name for (name,) in whole.rows("select distinct named_by from source")}
    assert named == {"flow_log", "inventory", "subnet", "ambiguous", None}
    assert whole.row("select count(distinct hostname) from nat_traffic where service = 'own'")[0] == 3
    assert {"team": "green", "env": "prod"} in [tags for (tags,) in whole.rows("select source_tags from source")]


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(list(EVENTS)), st.sets(st.integers(0, len(EVENTS) - 1), max_size=3))
def test_any_order_ends_the_same(fresh: Callable[[], Duck], whole: Duck, order: list[str], derived: set[int]) -> None:
    duck = fresh()
    for number, name in enumerate([*order, order[0]]):
        EVENTS[name](duck) if number < len(order) or name.startswith(("look", "spokes", "tags")) else None
        if number in derived:
            derive(duck)
    derive(duck)
    assert duck.rows(ANSWER) == whole.rows(ANSWER)


def by_hour(duck: Duck) -> dict[Any, set[Any]]:
    """Return what is said of each hour."""
    said: dict[Any, set[Any]] = {}
    for row in duck.rows("select hour, * exclude (hour, nat_usd, cross_az_usd, tgw_usd) from nat_traffic"):
        said.setdefault(row[0], set()).add(str(row))
    return said


def test_only_hours_that_are_called_otherwise_are_rebuilt(fresh: Callable[[], Duck]) -> None:
    """Whether a look comes after all earlier ones, or before later ones."""
    duck = fresh()
    look(duck, 0, {"nat_gateway": [nat()]})
    for name, event in EVENTS.items():
        if name.startswith("logs"):
            event(duck)
    derive(duck)
    rebuilt_at_all = 0
    looks = ["look 2", "spokes 12", "look 14", "tags 20", "look 8", "spokes 4"]
    for name in looks:
        before = by_hour(duck)
        EVENTS[name](duck)
        attribute.mark_dirty(duck)
        rebuilt = {hour for (hour,) in duck.rows("select distinct hour from dirty_hour")}
        derive(duck)
        after = by_hour(duck)
        assert rebuilt == {hour for hour in after if after[hour] != before[hour]}, name
        assert duck.row("select count(*) from changed_resource") == (0,)
        rebuilt_at_all += len(rebuilt)
        # The same again is nothing new.
        EVENTS[name](duck)
        attribute.mark_dirty(duck)
        assert duck.row("select count(*) from dirty_hour") == (0,)
    assert rebuilt_at_all > len(looks)
