"""Who a client was: by address and time, from its own records or the inventory's history; nobody where two could be."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib import duck as engine
from tests.source_world import (
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
    sources,
    subnet,
    vpc,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck

HOME: dict[str, list[dict[str, Any]]] = {
    "nat_gateway": [nat()],
    "vpc": [vpc(GATEWAY_VPC, "10.0.0.0/16")],
    "subnet": [subnet("subnet-a", GATEWAY_VPC, "10.0.1.0/24")],
}
BY_HOUR = Batch("hourly", tuple((hour, "10.0.1.5", "192.0.2.9", 1000 + hour) for hour in range(24)))


def held(name: str, **more: Any) -> dict[str, Any]:
    """What is held at a look: an interface that has the address, with what else is said of it."""
    return {"name": name, **more}


HISTORIES: dict[str, tuple[dict[float, list[dict[str, Any]]], tuple[str, ...], list[tuple[Any, ...]]]] = {
    "an address that changed hands is split at the snapshot": (
        {0: [held("eni-1a", Description="old")], 8: [], 12: [held("eni-1b", Description="new")]},
        ("interface_id", "source_name", "named_by"),
        [("eni-1a", "old", "inventory")] * 8 + [(None, None, "subnet")] * 4 + [("eni-1b", "new", "inventory")] * 12,
    ),
    "it changed hands when the next holder was attached, not when somebody looked": (
        {0: [held("eni-2a", **on("i-2a", -900))], 20: [held("eni-2b", **on("i-2b", 5.75))]},
        ("instance_id",),
        [("i-2a",)] * 6 + [("i-2b",)] * 18,
    ),
    "an interface that was made with its instance had no address before": (
        {20: [held("eni-3", **on("i-3", 7))]},
        ("named_by",),
        [("subnet",)] * 7 + [("inventory",)] * 17,
    ),
    "names and tags are those of the hour": (
        {
            2: [held("eni-4", tags={"cost": "a"}, instance={"Name": "web", "team": "red"}, **on("i-4"))],
            9: [held("eni-4", tags={"cost": "a"}, instance={"Name": "shop", "team": "blue"}, **on("i-4"))],
        },
        ("source_kind", "source_name", "source_tags"),
        [("instance", "web", {"Name": "web", "cost": "a", "team": "red"})] * 9
        + [("instance", "shop", {"Name": "shop", "cost": "a", "team": "blue"})] * 15,
    ),
    "two that shared an hour are told by who had it longer": (
        {0: [held("eni-5a")], 3.2: [held("eni-5b")], 6.8: [held("eni-5c")]},
        ("interface_id",),
        [("eni-5a",)] * 3 + [("eni-5b",)] * 4 + [("eni-5c",)] * 17,
    ),
}
"""By what it shows: who held an address at each look (hours), and what is then said of the client in each hour."""


@pytest.fixture(scope="module")
def histories(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    """Each history in an account and at a gateway of its own."""
    duck = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("histories") / "nat.duckdb"))
    for number, (looks, _, _) in enumerate(HISTORIES.values(), start=1):
        address, account = f"10.{number}.1.5", f"44445555666{number}"
        here = (f"vpc-{number}", f"subnet-{number}")
        logged(
            duck,
            Batch(
                f"hourly-{number}",
                tuple((hour, address, "192.0.2.9", 1000 + hour) for hour in range(24)),
                gateway=f"nat-{number}",
            ),
        )
        for hours, held_then in looks.items():
            items = {
                "nat_gateway": [nat(f"nat-{number}", here[0])],
                "vpc": [vpc(here[0], f"10.{number}.0.0/16")],
                "subnet": [subnet(here[1], here[0], f"10.{number}.1.0/24")],
                "network_interface": [],
                "instance": [],
            }
            for one in held_then:
                more = dict(one)
                name, tags = more.pop("name"), more.pop("instance", None)
                items["network_interface"].append(eni(name, address, *here, **more))
                if tags:
                    items["instance"].append(instance(one["Attachment"]["InstanceId"], **tags))
            look(duck, hours, items, account)
    derive(duck)
    yield duck
    duck.close()


@pytest.mark.parametrize("history", HISTORIES)
def test_who_an_address_was(histories: Duck, history: str) -> None:
    address = f"10.{list(HISTORIES).index(history) + 1}.1.5"
    _, columns, expected = HISTORIES[history]
    found = {row[0]: row[2:] for row in sources(histories, *columns) if row[1] == address}
    assert found == dict(enumerate(expected))


def test_a_short_lived_interface_is_known_by_its_own_records(empty_store: Duck) -> None:
    about = {
        "eni-gone": {"subnet_id": "subnet-a", "ecs_cluster_name": "jobs", "ecs_task_id": "0f1e", "records": 9},
        "eni-less": {"instance_id": "i-less", "ecs_service_name": "less", "records": 2},
    }
    seen = tuple((4, GATEWAY_VPC, "10.0.1.5", name) for name in about)
    logged(empty_store, BY_HOUR)
    logged(empty_store, Batch("own", seen=seen, about=about))
    look(empty_store, 23, HOME | {"network_interface": []})
    derive(empty_store)
    columns = ("interface_id", "instance_id", "source_kind", "source_name", "source_az_id", "named_by")
    found = {row[0]: row[2:] for row in sources(empty_store, *columns)}
    assert found[4] == ("eni-gone", None, "ecs_task", "jobs/0f1e", "use1-az1", "flow_log")
    assert found[5] == (None, None, None, None, "use1-az1", "subnet")


PAIR: dict[str, list[dict[str, Any]]] = {
    "vpc": [vpc("vpc-1", "10.1.0.0/16"), vpc("vpc-2", "10.1.0.0/16"), vpc("vpc-3", "10.3.0.0/16")],
    "subnet": [subnet(f"subnet-{n}", f"vpc-{n}", f"10.{block}.1.0/24") for n, block in ((1, 1), (2, 1), (3, 3))],
}


def spoke(number: int, address: str, name: str | None = None, **more: Any) -> dict[str, Any]:
    return eni(name or f"eni-{number}", address, f"vpc-{number}", f"subnet-{number}", **more)


TWINS: dict[str, tuple[list[tuple[int, int]], list[tuple[int, int]], str, int | None]] = {
    "both hold it": ([(1, 5), (2, 5)], [], "ambiguous", None),
    "one holds it": ([(1, 5), (2, 6)], [], "inventory", 1),
    # Nobody listed the interfaces of the second: it may be one of those.
    "one is not listed": ([(1, 5)], [], "ambiguous", None),
    "none is listed": ([], [], "ambiguous", None),
    "both sent": ([], [(1, 5), (2, 5)], "ambiguous", None),
    # The other one is not logged, and could have sent too.
    "one sent, one unlogged": ([(1, 5), (2, 5)], [(1, 5)], "ambiguous", None),
    # The other's subnet is logged, and it was silent.
    "one sent": ([(1, 5), (2, 5)], [(1, 5), (2, 77)], "flow_log", 1),
}
"""Two VPCs of one CIDR: which has an interface with which last octet, which sent from which, and who x.x.1.5 was."""


@pytest.fixture(scope="module")
def twins(store_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duck]:
    """All pairs at one gateway, each with a CIDR of its own."""
    duck = engine.connect(shutil.copy(store_template, tmp_path_factory.mktemp("twins") / "nat.duckdb"))
    look(duck, 0, HOME)
    items: dict[str, list[dict[str, Any]]] = {"vpc": [], "subnet": [], "network_interface": []}
    flows, sent, about = [], [], {}
    for number, (interfaces, seen, _, _) in enumerate(TWINS.values(), start=1):
        net = f"10.{number}"
        for one in (1, 2):
            items["vpc"].append(vpc(f"vpc-{number}-{one}", f"{net}.0.0/16"))
            items["subnet"].append(subnet(f"subnet-{number}-{one}", f"vpc-{number}-{one}", f"{net}.1.0/24"))
        for one, host in interfaces:
            name = f"eni-{number}-{one}"
            items["network_interface"].append(
                eni(name, f"{net}.1.{host}", f"vpc-{number}-{one}", f"subnet-{number}-{one}")
            )
        for one, host in seen:
            name = f"eni-{number}-{one}-{host}"
            sent.append((3, f"vpc-{number}-{one}", f"{net}.1.{host}", name))
            about[name] = {"subnet_id": f"subnet-{number}-{one}"}
        flows.append((3, f"{net}.1.5", "192.0.2.9", 5000))
    look(duck, 0, items, SPOKES)
    logged(duck, Batch("spokes", tuple(flows), tuple(sent), about))
    derive(duck)
    yield duck
    duck.close()


@pytest.mark.parametrize("case", TWINS)
def test_of_two_vpcs_with_one_cidr_none_is_guessed(twins: Duck, case: str) -> None:
    number = list(TWINS).index(case) + 1
    named_by, one = TWINS[case][2:]
    expected = (3, f"10.{number}.1.5", named_by, f"vpc-{number}-{one}" if one else None)
    assert expected in sources(twins, "named_by", "source_vpc_id")


def test_the_bytes_of_twins_are_counted_whoever_they_were(twins: Duck) -> None:
    assert len(sources(twins)) == len(TWINS)
    assert twins.row("select sum(bytes) from nat_traffic") == (5000 * len(TWINS),)


def attachments(*vpcs: str) -> list[dict[str, Any]]:
    return [
        {
            "TransitGatewayAttachmentId": f"tgw-attach-{name}",
            "TransitGatewayId": "tgw-1",
            "ResourceType": "vpc",
            "ResourceId": name,
            "State": "available",
        }
        for name in vpcs
    ]


def test_only_a_vpc_that_can_reach_the_gateway_is_asked(empty_store: Duck) -> None:
    """The same address in two VPCs, of which one is attached; and an address that only an isolated VPC has."""
    held = PAIR | {"network_interface": [spoke(1, "10.1.1.5"), spoke(2, "10.1.1.5"), spoke(3, "10.3.1.5")]}
    look(empty_store, 0, HOME)
    look(empty_store, 0, held, SPOKES)
    logged(empty_store, Batch("b", ((3, "10.1.1.5", "192.0.2.9", 70), (3, "10.3.1.5", "192.0.2.9", 9))))
    derive(empty_store)
    unknown = [(3, "10.1.1.5", "ambiguous", None), (3, "10.3.1.5", "inventory", "vpc-3")]
    assert sources(empty_store, "named_by", "source_vpc_id") == unknown
    look(empty_store, 5, {"transit_gateway_attachment": attachments(GATEWAY_VPC, "vpc-1")})
    derive(empty_store)
    # The spokes' account has not told its attachments: any of its VPCs may have one.
    assert sources(empty_store, "named_by", "source_vpc_id") == unknown
    look(empty_store, 6, {"transit_gateway_attachment": []}, SPOKES)
    derive(empty_store)
    assert sources(empty_store, "named_by", "source_vpc_id") == [
        (3, "10.1.1.5", "inventory", "vpc-1"),
        (3, "10.3.1.5", None, None),
    ]


def test_the_gateway_s_vpc_comes_first_where_its_cidrs_are_not_known(empty_store: Duck) -> None:
    home = {kind: items for kind, items in HOME.items() if kind != "vpc"}
    look(empty_store, 0, home | {"network_interface": [eni("eni-own", "10.1.1.5")]})
    look(empty_store, 0, PAIR | {"network_interface": [spoke(1, "10.1.1.5")]}, SPOKES)
    logged(empty_store, Batch("b", ((3, "10.1.1.5", "192.0.2.9", 70),), ((3, "vpc-1", "10.1.1.5", "eni-1"),)))
    derive(empty_store)
    assert sources(empty_store, "named_by", "interface_id") == [(3, "10.1.1.5", "inventory", "eni-own")]


def test_inside_the_gateway_s_vpc_no_other_vpc_is_asked(empty_store: Duck) -> None:
    other = {"vpc": [vpc("vpc-1", "10.0.0.0/16")], "network_interface": [spoke(1, "10.0.1.5")]}
    look(empty_store, 0, HOME)
    look(empty_store, 0, other, SPOKES)
    logged(
        empty_store,
        Batch(
            "b",
            ((3, "10.0.1.5", "192.0.2.9", 70), (3, "10.0.7.7", "192.0.2.9", 1)),
            ((3, "vpc-1", "10.0.1.5", "eni-1"),),
        ),
    )
    derive(empty_store)
    assert sources(empty_store, "named_by", "source_vpc_id") == [
        (3, "10.0.1.5", "subnet", GATEWAY_VPC),
        (3, "10.0.7.7", None, GATEWAY_VPC),
    ]


MANAGED = {"Attachment": {"InstanceOwnerId": "amazon-aws", "DeviceIndex": 1}}
K8S = {"cluster.k8s.amazonaws.com/name": "prod", "node.k8s.amazonaws.com/instance_id": "i-node"}
KINDS: list[tuple[dict[str, Any], str | None, str | None]] = [
    (on("i-web"), "instance", "web"),
    (on("i-unknown"), "instance", "i-unknown"),
    (on("i-node"), "eks_node", "prod/node-1"),
    (on("i-node", index=1) | {"Description": "aws-K8S-i-node", "tags": K8S}, "eks_node", "prod/node-1"),
    (on("i-kops"), "eks_node", "blue/i-kops"),
    ({"Description": "aws-k8s-branch-eni", "InterfaceType": "branch", "tags": K8S}, "eks_pod", "prod"),
    # A task on an instance of ours has an ENI there.
    (on("i-web", index=1) | {"Description": "arn:aws:ecs:us-east-1:111122223333:attachment/0f1e"}, "ecs_task", None),
    (
        {
            "Description": "arn:aws:ecs:us-east-1:111122223333:attachment/0f1e",
            "tags": {"aws:ecs:clusterName": "shop", "aws:ecs:serviceName": "checkout"},
        },
        "ecs_service",
        "checkout",
    ),
    (
        MANAGED
        | {
            "InterfaceType": "lambda",
            "Description": "AWS Lambda VPC ENI-make-thumbnails-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
        },
        "lambda",
        "make-thumbnails",
    ),
    (MANAGED | {"InterfaceType": "lambda", "Description": "?"}, "lambda", None),
    (
        MANAGED | {"Description": "ELB app/web/50dc6c495c0c9188", "RequesterId": "amazon-elb"},
        "load_balancer",
        "ELB app/web",
    ),
    (MANAGED | {"Description": "ELB classic-1"}, "load_balancer", "ELB classic-1"),
    (MANAGED | {"InterfaceType": "network_load_balancer", "Description": "ELB net/q/1f"}, "load_balancer", "ELB net/q"),
    (MANAGED | {"Description": "RDSNetworkInterface"}, "rds", None),
    (MANAGED | {"Description": "RDSNetworkInterface", "tags": {"Name": "orders"}}, "rds", "orders"),
    (MANAGED | {"RequesterId": "AROAEXAMPLE:AWSCodeBuild-0f1e"}, "codebuild", None),
    ({"Description": "somebody's own words"}, "interface", "somebody's own words"),
    ({"Description": "somebody's own words", "tags": {"Name": "vpn"}}, "interface", "vpn"),
    ({"Description": ""}, "interface", None),
]


def task(number: int, interface: str, group: str) -> dict[str, Any]:
    """A task of the cluster shop as DescribeTasks shows it."""
    arn = "arn:aws:ecs:us-east-1:111122223333"
    details = [{"name": "networkInterfaceId", "value": interface}]
    return {
        "taskArn": f"{arn}:task/shop/{number}", "clusterArn": f"{arn}:cluster/shop", "group": group,
        "attachments": [{"type": "ElasticNetworkInterface", "details": details}],
    }  # fmt: skip


def test_a_task_is_called_alike_by_its_records_and_by_ecs_whenever_ecs_was_asked(empty_store: Duck) -> None:
    ours = {"Description": "arn:aws:ecs:us-east-1:111122223333:attachment/0f1e", "tags": {"Name": "mine"}}
    enis = [eni(f"eni-{i}", f"10.0.1.{i}", **ours) for i in (10, 11)]
    look(empty_store, 0, HOME | {"network_interface": enis})
    by_records = {
        "eni-12": {"ecs_cluster_name": "shop", "ecs_service_name": "checkout", "ecs_task_id": "2"},
        "eni-13": {"ecs_cluster_name": "shop", "ecs_task_id": "3"},
    }
    flows = tuple((3, f"10.0.1.{i}", "192.0.2.9", 1) for i in range(10, 14))
    seen = tuple((3, GATEWAY_VPC, f"10.0.1.{i}", f"eni-{i}") for i in (12, 13))
    logged(empty_store, Batch("b", flows, seen, by_records))
    derive(empty_store)
    names = [row[2:] for row in sources(empty_store, "source_kind", "source_name")]
    assert names == [("ecs_task", "mine"), ("ecs_task", "mine"), ("ecs_service", "checkout"), ("ecs_task", "shop/3")]
    # Asked hours later, when one of the two is gone again from ECS an hour after.
    tasks = [task(0, "eni-10", "service:checkout"), task(1, "eni-11", "family:cron")]
    look(empty_store, 6, {"ecs_task": tasks})
    look(empty_store, 7, {"ecs_task": tasks[1:]})
    derive(empty_store)
    names = [row[2:] for row in sources(empty_store, "source_kind", "source_name")]
    assert names == [
        ("ecs_service", "checkout"), ("ecs_task", "shop/1"), ("ecs_service", "checkout"), ("ecs_task", "shop/3"),
    ]  # fmt: skip


def test_every_kind_of_interface_tells_its_owner(empty_store: Duck) -> None:
    look(
        empty_store,
        0,
        HOME
        | {
            "network_interface": [
                eni(f"eni-{i}", f"10.0.1.{i}", **dict(more)) for i, (more, _, _) in enumerate(KINDS, 10)
            ],
            "instance": [
                instance("i-web", Name="web"),
                {"InstanceId": "i-node", "Tags": tags(Name="node-1", **{"eks:cluster-name": "prod"})},
                {"InstanceId": "i-kops", "Tags": tags(**{"kubernetes.io/cluster/blue": "owned"})},
            ],
        },
    )
    logged(empty_store, Batch("b", tuple((3, f"10.0.1.{i}", "192.0.2.9", 1) for i in range(10, 10 + len(KINDS)))))
    derive(empty_store)
    found = {row[1]: row[2:] for row in sources(empty_store, "source_kind", "source_name")}
    assert found == {f"10.0.1.{i}": (kind, name) for i, (_, kind, name) in enumerate(KINDS, 10)}


def tags(**names: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in names.items()]


def test_every_rule_fits_its_example_and_no_earlier_one_does(empty_store: Duck) -> None:
    rules = empty_store.rows(
        "select tells, example, source_kind, name_pattern is not null from interface_rule order by rank"
    )
    keys = {"description": "Description", "requester_id": "RequesterId", "interface_type": "InterfaceType"}
    enis = [eni(f"eni-{i}", f"10.0.1.{i}", **{keys[rule[0]]: rule[1]}) for i, rule in enumerate(rules, 10)]
    look(empty_store, 0, HOME | {"network_interface": enis})
    logged(empty_store, Batch("b", tuple((3, f"10.0.1.{i}", "192.0.2.9", 1) for i in range(10, 10 + len(rules)))))
    derive(empty_store)
    found = {row[1]: row[2:] for row in sources(empty_store, "source_kind", "source_name is not null")}
    assert found == {f"10.0.1.{i}": (rule[2], rule[3]) for i, rule in enumerate(rules, 10)}


def test_pods_are_the_addresses_of_a_node_that_are_not_its_own(empty_store: Duck) -> None:
    node = eni("eni-node", "10.0.1.5", secondary=["10.0.1.6"], **on("i-node"))
    node |= {
        "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.160/28"}],
        "Ipv6Addresses": [{"Ipv6Address": "2600:1f18::5"}],
        "Ipv6Prefixes": [{"Ipv6Prefix": "2600:1f18:0:0:7::/80"}],
    }
    plain = eni("eni-web", "10.0.1.8", secondary=["10.0.1.9"], **on("i-web"))
    node_tags = {"InstanceId": "i-node", "Tags": tags(Name="node-1", team="platform", **{"eks:cluster-name": "prod"})}
    items = HOME | {"instance": [node_tags], "vpc": [vpc(GATEWAY_VPC, "10.0.0.0/16", **IPV6)]}
    look(empty_store, 0, items | {"network_interface": [node, plain]})
    look(empty_store, 8, items | {"network_interface": [node | {"Ipv4Prefixes": []}, plain]})
    clients = ["10.0.1.5", "10.0.1.6", "10.0.1.8", "10.0.1.9", "10.0.1.160", "10.0.1.175", "10.0.1.176"]
    clients += ["2600:1f18::5", "2600:1f18:0:0:7::9", "2600:1f18:0:0:8::9"]
    logged(empty_store, Batch("b", tuple((hour, client, "192.0.2.9", 1) for hour in (3, 9) for client in clients)))
    derive(empty_store)
    found = {row[:2]: row[2:] for row in sources(empty_store, "source_kind", "source_name", "interface_id", "named_by")}
    pod = ("eks_pod", "prod/node-1", "eni-node", "inventory")
    assert [found[3, client] for client in clients] == [
        ("eks_node", "prod/node-1", "eni-node", "inventory"),
        pod,
        ("instance", "i-web", "eni-web", "inventory"),
        ("instance", "i-web", "eni-web", "inventory"),
        pod,
        pod,
        (None, None, None, "subnet"),
        ("eks_node", "prod/node-1", "eni-node", "inventory"),
        pod,
        (None, None, None, None),
    ]
    assert found[9, "10.0.1.160"] == (None, None, None, "subnet")
    assert empty_store.row("select list(distinct source_tags['team']) from source where source_kind = 'eks_pod'")[
        0
    ] == ["platform"]


IPV6 = {
    "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2600:1f18::/56", "Ipv6CidrBlockState": {"State": "associated"}}]
}


def owners(duck: Duck) -> dict[tuple[int, str], str | None]:
    """Return whose each remote was, by hour and address; None where it was not ours."""
    rows = duck.rows("select distinct hour, remote_ip, service, hostname, evidence, served_by from nat_traffic")
    assert {row[4:] for row in rows if row[2] == "own"} == {("inventory", "own_path")}
    return {(row[0].hour, row[1]): row[3] for row in rows if row[2] == "own"}


def test_a_public_address_is_our_own_for_as_long_as_it_was(empty_store: Duck) -> None:
    balancer = {"Description": "ELB net/api/5f1c0d9e8b7a6c34", "InterfaceType": "network_load_balancer", **MANAGED}
    allocation = {"PublicIp": "198.51.100.4", "AllocationId": "eipalloc-4", "Tags": tags(Name="spare")}
    remotes = ("198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4", "203.0.113.200", "203.0.113.201")
    logged(empty_store, Batch("b", tuple((h, "10.0.1.77", one, 10) for h in (1, 5, 9, 13) for one in remotes)))
    regional = {
        "NatGatewayId": "nat-0b", "VpcId": GATEWAY_VPC, "AvailabilityMode": "regional", "State": "available",
        "ConnectivityType": "public",
        "NatGatewayAddresses": [{"PublicIp": "203.0.113.201", "AvailabilityZoneId": "use1-az1"}],
    }  # fmt: skip
    web = eni("eni-web", "10.0.1.5", public="198.51.100.1", **on("i-web"))
    api = eni("eni-api", "10.0.1.6", public="198.51.100.2", **balancer)
    job = eni("eni-job", "10.0.1.7", public="198.51.100.3", **on("i-job", 4))
    home = HOME | {"nat_gateway": [nat(), regional], "instance": [instance("i-web", Name="web")]}
    of_web = {"PublicIp": "198.51.100.1", "AllocationId": "eipalloc-1", "Tags": tags(Name="an address")}
    look(empty_store, 4, home | {"network_interface": [web, api], "elastic_ip": [of_web]})
    # The balancer got another address, the instance lost its own; somebody allocated one that nothing holds.
    moved = api | {
        "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.6", "Association": {"PublicIp": "198.51.100.1"}}]
    }
    alone = web | {"PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5"}]}
    look(empty_store, 8, home | {"network_interface": [moved, alone, job], "elastic_ip": [allocation]})
    look(empty_store, 12, home | {"nat_gateway": [nat()], "network_interface": [alone], "elastic_ip": []})
    derive(empty_store)
    assert owners(empty_store) == {
        **dict.fromkeys([(1, remotes[0]), (5, remotes[0])], "web"),
        (9, remotes[0]): "ELB net/api",
        **dict.fromkeys([(1, remotes[1]), (5, remotes[1])], "ELB net/api"),
        # An instance that was made at four o'clock had no address at one.
        **dict.fromkeys([(5, remotes[2]), (9, remotes[2])], "i-job"),
        **dict.fromkeys([(hour, remotes[3]) for hour in (1, 5, 9)], "spare"),
        **dict.fromkeys([(hour, remotes[4]) for hour in (1, 5, 9, 13)], "nat-0a"),
        **dict.fromkeys([(hour, remotes[5]) for hour in (1, 5, 9)], "nat-0b"),
    }


def test_what_an_address_is_called_follows_its_holder_s_name(empty_store: Duck) -> None:
    logged(empty_store, Batch("b", tuple((h, "10.0.1.77", "198.51.100.1", 10) for h in (1, 9))))
    held = HOME | {"network_interface": [eni("eni-web", "10.0.1.5", public="198.51.100.1", **on("i-web"))]}
    look(empty_store, 0, held | {"instance": [instance("i-web", Name="old")]})
    derive(empty_store)
    assert set(owners(empty_store).values()) == {"old"}
    look(empty_store, 6, held | {"instance": [instance("i-web", Name="new")]})
    derive(empty_store)
    assert owners(empty_store) == {(1, "198.51.100.1"): "old", (9, "198.51.100.1"): "new"}
