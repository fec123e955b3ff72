"""What the store remembers of resources that come, change and go, in whatever order the snapshots arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nat_attrib.inventory import Answer, load, spread
from tests.inventory.make import (
    ACCOUNT,
    OTHER,
    REGION,
    TABLES,
    answer,
    denied,
    eni,
    look,
    naive,
    open_store,
    subnet,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck

STATES = "select resource_id, seen_from, seen_to, gone_at from inventory_resource order by all"
EVERYTHING = "from inventory_resource order by all"
LOOKS = "select kind, seen_at, resources, note from inventory_snapshot order by all"


@pytest.fixture(scope="module")
def kept() -> Iterator[Duck]:
    duck = open_store()
    yield duck
    duck.close()


@pytest.fixture
def store(kept: Duck) -> Duck:
    return emptied(kept)


def emptied(duck: Duck) -> Duck:
    duck.execute("delete from inventory_resource")
    duck.execute("delete from inventory_snapshot")
    return duck


def enis(number: int, *items: dict[str, Any]) -> Any:
    return look(number, answer("network_interface", *items))


def test_seen_again_extends_the_state(store: Duck) -> None:
    for number in (0, 1, 2):
        load(store, enis(number, eni("eni-0")))
    assert store.rows(STATES) == [("eni-0", naive(0), naive(2), None)]
    assert store.rows(LOOKS) == [("network_interface", naive(number), 1, None) for number in (0, 1, 2)]


def test_same_snapshot_twice_equals_once(store: Duck) -> None:
    load(store, enis(0, eni("eni-0"), eni("eni-1")))
    load(store, enis(1, eni("eni-0", Description="changed")))
    once = store.rows(EVERYTHING), store.rows(LOOKS)
    load(store, enis(1, eni("eni-0", Description="changed")))
    load(store, enis(0, eni("eni-0"), eni("eni-1")))
    assert (store.rows(EVERYTHING), store.rows(LOOKS)) == once


def test_changed_tag_opens_a_new_state(store: Duck) -> None:
    load(store, enis(0, eni("eni-0", TagSet=[{"Key": "team", "Value": "red"}])))
    load(store, enis(1, eni("eni-0", TagSet=[{"Key": "team", "Value": "blue"}])))
    found = store.rows(
        "select tags['team'], seen_from, seen_to, gone_at, is_current from inventory_network_interface order by 2"
    )
    assert found == [("red", naive(0), naive(0), naive(1), False), ("blue", naive(1), naive(1), None, True)]


def test_vanished_eni_is_gone_and_may_come_back(store: Duck) -> None:
    load(store, enis(0, eni("eni-0"), eni("eni-1")))
    load(store, enis(1, eni("eni-1")))
    load(store, enis(2, eni("eni-0"), eni("eni-1")))
    assert store.rows(STATES) == [
        ("eni-0", naive(0), naive(0), naive(1)),
        ("eni-0", naive(2), naive(2), None),
        ("eni-1", naive(0), naive(2), None),
    ]


def test_address_that_moves_to_another_eni_has_one_owner_at_a_time(store: Duck) -> None:
    load(store, enis(0, eni("eni-0", "10.0.1.7")))
    load(store, enis(1, eni("eni-1", "10.0.1.7")))
    owners = """
        select interface_id from inventory_interface_address
        where address = '10.0.1.7' and seen_from <= $at and coalesce(gone_at > $at, true)
    """
    assert store.rows(owners, at=naive(0)) == [("eni-0",)]
    assert store.rows(owners, at=naive(1)) == [("eni-1",)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"Description": "a", "Status": "in-use"}, {"Status": "in-use", "Description": "a"}),
        (
            {"Groups": [{"GroupId": "sg-0"}, {"GroupId": "sg-1"}]},
            {"Groups": [{"GroupId": "sg-1"}, {"GroupId": "sg-0"}]},
        ),
        (
            {"Attachment": {"AttachTime": "2026-11-01T08:00:00.000Z"}},
            {"Attachment": {"AttachTime": "2026-11-01T08:00:00+00:00"}},
        ),
    ],
    ids=["order of keys", "order of a list without order", "form of a time"],
)
def test_same_meaning_is_the_same_state(store: Duck, first: dict[str, Any], second: dict[str, Any]) -> None:
    load(store, enis(0, eni("eni-0", **first)))
    load(store, enis(1, eni("eni-0", **second)))
    assert store.rows(STATES) == [("eni-0", naive(0), naive(1), None)]


def test_order_of_dns_servers_is_a_change(store: Duck) -> None:
    for number, servers in enumerate((["10.0.0.2", "10.0.0.3"], ["10.0.0.3", "10.0.0.2"])):
        values = [{"Value": server} for server in servers]
        options = {"DhcpOptionsId": "dopt-0", "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": values}]}
        load(store, look(number, answer("dhcp_options", options)))
    assert len(store.rows(STATES)) == 2


def test_counters_are_no_change(store: Duck) -> None:
    load(store, look(0, answer("subnet", subnet("subnet-a", AvailableIpAddressCount=250))))
    load(store, look(1, answer("subnet", subnet("subnet-a", AvailableIpAddressCount=7))))
    assert store.rows(STATES) == [("subnet-a", naive(0), naive(1), None)]


def test_kind_without_answer_changes_nothing_and_is_written_down(store: Duck) -> None:
    load(store, enis(0, eni("eni-0")))
    assert load(store, look(1, denied("network_interface"))) == [
        f"{ACCOUNT}/{REGION}: AWS denied ec2:DescribeNetworkInterfaces."
    ]
    assert store.rows(STATES) == [("eni-0", naive(0), naive(0), None)]
    assert store.rows(LOOKS)[1] == ("network_interface", naive(1), 0, "AWS denied ec2:DescribeNetworkInterfaces.")


def test_answer_in_part_takes_nothing_for_gone(store: Duck) -> None:
    load(store, enis(0, eni("eni-0"), eni("eni-1")))
    load(store, look(1, answer("network_interface", eni("eni-1"), note="One could not be read.")))
    assert store.rows(STATES) == [("eni-0", naive(0), naive(0), None), ("eni-1", naive(0), naive(1), None)]


def test_lesser_answer_of_the_same_moment_does_not_replace_a_whole_one(store: Duck) -> None:
    load(store, enis(0, eni("eni-0")))
    load(store, look(0, denied("network_interface")))
    assert store.rows(LOOKS) == [("network_interface", naive(0), 1, None)]


def test_accounts_do_not_take_each_other_s_resources_for_gone(store: Duck) -> None:
    load(store, enis(0, eni("eni-0")))
    load(store, look(1, answer("network_interface", eni("eni-1", OwnerId=OTHER), account_id=OTHER)))
    assert store.rows("select interface_id, account_id, is_current from inventory_network_interface order by 1") == [
        ("eni-0", ACCOUNT, True),
        ("eni-1", OTHER, True),
    ]


def test_older_snapshot_goes_between(store: Duck) -> None:
    load(store, enis(0, eni("eni-0"), eni("eni-1"), eni("eni-2")))
    load(store, enis(4, eni("eni-0"), eni("eni-1", Description="new"), eni("eni-3")))
    load(store, enis(2, eni("eni-1", Description="new"), eni("eni-2"), eni("eni-4")))
    assert store.rows(STATES) == [
        ("eni-0", naive(0), naive(0), naive(2)),
        ("eni-0", naive(4), naive(4), None),
        ("eni-1", naive(0), naive(0), naive(2)),
        ("eni-1", naive(2), naive(4), None),
        ("eni-2", naive(0), naive(2), naive(4)),
        ("eni-3", naive(4), naive(4), None),
        ("eni-4", naive(2), naive(2), naive(4)),
    ]


worlds = st.lists(st.dictionaries(st.sampled_from(["eni-0", "eni-1"]), st.sampled_from("xy")), min_size=2, max_size=4)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds.flatmap(lambda world: st.tuples(st.just(world), st.permutations(range(len(world))))))
def test_order_of_loading_does_not_matter(kept: Duck, case: tuple[list[dict[str, str]], list[int]]) -> None:
    world, order = case
    found = []
    for sequence in (sorted(order), [*order, order[0]]):
        emptied(kept)
        for number in sequence:
            load(kept, enis(number, *(eni(name, Description=text) for name, text in world[number].items())))
        found.append((kept.rows(EVERYTHING), kept.rows(LOOKS)))
    assert found[0] == found[1]


def test_failed_load_leaves_the_store_as_it_was(store: Duck) -> None:
    load(store, enis(0, eni("eni-0")))
    before = store.rows(EVERYTHING)
    store.execute("alter table inventory_snapshot rename to elsewhere")
    with pytest.raises(Exception, match="inventory_snapshot"):
        load(store, enis(1, eni("eni-1")))
    store.execute("alter table elsewhere rename to inventory_snapshot")
    assert store.rows(EVERYTHING) == before


def test_looks_at_some_kinds_leave_the_tables_as_a_look_at_all_would(store: Duck) -> None:
    def told() -> dict[str, list[tuple[Any, ...]]]:
        return {name: store.rows(f"from {name} order by all") for (name,) in store.rows(TABLES)}

    spread(store)
    load(store, look(0, answer("subnet", subnet("subnet-a")), answer("route_table", table("rtb-main", main=True))))
    load(store, enis(1, eni("eni-0", "10.0.1.7")))
    load(store, look(2, answer("route_table", table("rtb-main", main=True), table("rtb-1", "subnet-a"))))
    load(
        store,
        look(3, answer("prefix_list", {"PrefixListId": "pl-0", "PrefixListName": "x", "Cidrs": ["192.0.2.0/24"]})),
    )
    parts = told()
    assert {name for name, rows in parts.items() if rows} >= {
        "inventory_interface_address", "inventory_subnet_route_table", "inventory_subnet_cidr",
        "inventory_prefix_list_cidr", "inventory_route_table_association",
    }  # fmt: skip
    spread(store)
    assert told() == parts


EFFECTIVE = """
    select subnet_id, route_table_id, is_implicit, seen_from, seen_to, gone_at, is_current
    from inventory_subnet_route_table order by subnet_id, seen_from
"""


def test_effective_route_table_follows_associations_over_time(store: Duck) -> None:
    subnets = answer("subnet", subnet("subnet-a"), subnet("subnet-b"))
    load(store, look(0, subnets, answer("route_table", table("rtb-main", main=True))))
    load(store, look(1, subnets, answer("route_table", table("rtb-main", main=True), table("rtb-1", "subnet-a"))))
    other_main = answer("route_table", table("rtb-main"), table("rtb-1", "subnet-a"), table("rtb-2", main=True))
    load(store, look(2, subnets, other_main))
    load(store, look(3, subnets, answer("route_table", table("rtb-2", main=True))))
    assert store.rows(EFFECTIVE) == [
        ("subnet-a", "rtb-main", True, naive(0), naive(0), naive(1), False),
        ("subnet-a", "rtb-1", False, naive(1), naive(2), naive(3), False),
        ("subnet-a", "rtb-2", True, naive(3), naive(3), None, True),
        ("subnet-b", "rtb-main", True, naive(0), naive(1), naive(2), False),
        ("subnet-b", "rtb-2", True, naive(2), naive(3), None, True),
    ]


def test_effective_route_table_does_not_change_with_the_table_s_routes(store: Duck) -> None:
    subnets = answer("subnet", subnet("subnet-a"))
    for number, target in enumerate(("nat-0", "nat-1")):
        routes = [{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": target, "State": "active"}]
        load(store, look(number, subnets, answer("route_table", table("rtb-main", main=True, routes=routes))))
    assert store.rows(EFFECTIVE) == [("subnet-a", "rtb-main", True, naive(0), naive(1), None, True)]


def test_effective_route_table_ends_with_its_subnet(store: Duck) -> None:
    tables = answer("route_table", table("rtb-main", main=True), table("rtb-1", "subnet-a"))
    load(store, look(0, answer("subnet", subnet("subnet-a"), subnet("subnet-b")), tables))
    gone = answer("route_table", table("rtb-main", main=True), table("rtb-1"))
    load(store, look(1, answer("subnet"), gone))
    assert [(row[0], row[1], row[5]) for row in store.rows(EFFECTIVE)] == [
        ("subnet-a", "rtb-1", naive(1)),
        ("subnet-b", "rtb-main", naive(1)),
    ]


def test_shared_subnet_is_shown_once_by_its_owner_s_word(store: Duck) -> None:
    theirs = answer("subnet", subnet("subnet-a", OwnerId=OTHER))
    load(store, look(0, theirs))
    by_id = "select account_id, name from inventory_subnet where subnet_id = 'subnet-a'"
    assert store.rows(by_id) == [(OTHER, None)]
    named = subnet("subnet-a", OwnerId=OTHER, Tags=[{"Key": "Name", "Value": "shared"}])
    load(store, look(0, answer("subnet", named, account_id=OTHER)))
    assert store.rows(by_id) == [(OTHER, "shared")]


def test_zone_names_are_kept_for_each_account(store: Duck) -> None:
    for account_id, zone in ((ACCOUNT, "ape1-az1"), (OTHER, "ape1-az2")):
        items = {"ap-east-1a": {"ZoneName": "ap-east-1a", "ZoneId": zone}}
        load(store, look(0, Answer(account_id, REGION, "availability_zone", items)))
    assert store.rows("select account_id, az_name, az_id from inventory_availability_zone order by 1") == [
        (ACCOUNT, "ap-east-1a", "ape1-az1"),
        (OTHER, "ap-east-1a", "ape1-az2"),
    ]
