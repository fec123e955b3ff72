"""How the tables hold what AWS says: defaults, spellings that drift, lists unfolded to rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib.inventory import load
from tests.inventory.make import ACCOUNT, REGION, TABLES, answer, eni, look, naive, open_store, subnet, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.duck import Duck


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


def shown(store: Duck, kind: str, item: dict[str, Any], columns: str, name: str | None = None) -> list[tuple[Any, ...]]:
    """Load one item and return columns of the table."""
    load(store, look(0, answer(kind, item)))
    return store.rows(f"select {columns} from inventory_{name or kind} order by all")


def test_every_table_and_column_has_a_comment_that_is_a_sentence(store: Duck) -> None:
    comments = store.rows(f"""
        select table_name, comment from duckdb_tables() where table_name in ({TABLES})
        union all
        select table_name || '.' || column_name, comment from duckdb_columns()
        where table_name in ({TABLES})
    """)
    assert len(comments) > 300
    assert [name for name, comment in comments if not (comment or "").endswith(".")] == []


def test_every_table_carries_where_and_when(store: Duck) -> None:
    carried = store.rows(f"""
        select table_name, list_sort(list(column_name)) from duckdb_columns()
        where table_name in ({TABLES})
        and column_name in ('account_id', 'region', 'seen_from', 'seen_to', 'gone_at', 'is_current') group by all
    """)
    everything = ["account_id", "gone_at", "is_current", "region", "seen_from", "seen_to"]
    # The CIDRs of a prefix list are gathered over accounts.
    assert [name for name, columns in carried if columns != everything] == ["inventory_prefix_list_cidr"]


def test_nat_gateway_defaults(store: Duck) -> None:
    columns = (
        "connectivity_type, availability_mode, has_provisioned_bandwidth, created_at, name, tags, seen_from, is_current"
    )
    item = {
        "NatGatewayId": "nat-0",
        "CreateTime": "2026-11-16T03:00:00.000Z",
        "Tags": [{"Key": "Name", "Value": "egress"}],
    }
    assert shown(store, "nat_gateway", item, columns) == [
        ("public", "zonal", False, naive(3), "egress", {"Name": "egress"}, naive(0), True)
    ]


@pytest.mark.parametrize(("said", "is_so"), [({"Provisioned": "10"}, True), ({}, False), (None, False)])
def test_provisioned_bandwidth(store: Duck, said: Any, is_so: bool) -> None:  # noqa: FBT001
    item = {"NatGatewayId": "nat-0", "ProvisionedBandwidth": said}
    assert shown(store, "nat_gateway", item, "has_provisioned_bandwidth") == [(is_so,)]


def test_secondary_addresses_of_a_nat_gateway(store: Duck) -> None:
    addresses = [
        {"NetworkInterfaceId": "eni-0", "PrivateIp": "10.0.0.9", "PublicIp": "203.0.113.9", "IsPrimary": True},
        {"NetworkInterfaceId": "eni-0", "PrivateIp": "10.0.0.8", "IsPrimary": False},
    ]
    item = {"NatGatewayId": "nat-0", "NatGatewayAddresses": addresses}
    columns = "interface_id, private_ip, public_ip, is_primary"
    assert shown(store, "nat_gateway", item, columns, "nat_gateway_address") == [
        ("eni-0", "10.0.0.8", None, False),
        ("eni-0", "10.0.0.9", "203.0.113.9", True),
    ]


@pytest.mark.parametrize("spelling", ["nat_gateway", "natGateway", "NATGATEWAY"])
def test_interface_type_is_spelled_one_way(store: Duck, spelling: str) -> None:
    item = eni("eni-0", InterfaceType=spelling)
    assert shown(store, "network_interface", item, "interface_type") == [("nat_gateway",)]


def test_addresses_and_prefixes_of_an_eni(store: Duck) -> None:
    item = eni(
        "eni-0",
        PrivateIpAddresses=[
            {"PrivateIpAddress": "10.0.1.5", "Primary": True, "Association": {"PublicIp": "203.0.113.5"}},
            {"PrivateIpAddress": "10.0.1.6", "Primary": False},
        ],
        Ipv6Addresses=[{"Ipv6Address": "2001:db8::5"}],
        Ipv4Prefixes=[{"Ipv4Prefix": "10.0.1.16/28"}],
        Ipv6Prefixes=[{"Ipv6Prefix": "2001:db8:0:1::/80"}],
    )
    assert shown(store, "network_interface", item, "address, family, is_primary, public_ip", "interface_address") == [
        ("10.0.1.5", 4, True, "203.0.113.5"),
        ("10.0.1.6", 4, False, None),
        ("2001:db8::5", 6, False, None),
    ]
    assert store.rows("select interface_id, vpc_id, cidr, family from inventory_interface_prefix order by all") == [
        ("eni-0", "vpc-0", "10.0.1.16/28", 4),
        ("eni-0", "vpc-0", "2001:db8:0:1::/80", 6),
    ]


def test_eni_with_its_primary_address_alone(store: Duck) -> None:
    item = eni("eni-0", PrivateIpAddresses=[])
    assert shown(store, "network_interface", item, "address, is_primary", "interface_address") == [("10.0.1.5", True)]


def test_tags_of_a_hand_written_file_never_break_the_table(store: Duck) -> None:
    tags = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}, {"Value": "3"}, {"Key": "b"}, "c"]
    item = eni("eni-0", TagSet=tags)
    assert shown(store, "network_interface", item, "tags") == [({"a": "2", "b": None},)]


TARGETS = [
    ({"NatGatewayId": "nat-0"}, "nat_gateway", "nat-0"),
    ({"GatewayId": "igw-0"}, "internet_gateway", "igw-0"),
    ({"EgressOnlyInternetGatewayId": "eigw-0"}, "egress_only_internet_gateway", "eigw-0"),
    ({"GatewayId": "vpce-0"}, "vpc_endpoint", "vpce-0"),
    ({"TransitGatewayId": "tgw-0"}, "transit_gateway", "tgw-0"),
    ({"VpcPeeringConnectionId": "pcx-0"}, "vpc_peering_connection", "pcx-0"),
    ({"GatewayId": "vgw-0"}, "virtual_private_gateway", "vgw-0"),
    ({"NetworkInterfaceId": "eni-0"}, "network_interface", "eni-0"),
    ({"InstanceId": "i-0", "NetworkInterfaceId": "eni-0"}, "instance", "i-0"),
    ({"GatewayId": "local"}, "local", "local"),
    ({"LocalGatewayId": "lgw-0"}, "other", "lgw-0"),
    ({"CoreNetworkArn": "arn:aws:networkmanager::111122223333:core-network/core-network-0"}, "other", None),
    ({}, "other", None),
]


@pytest.fixture(scope="module")
def routes(kept: Duck) -> list[tuple[Any, ...]]:
    """A table's routes to all of the targets, in their order."""
    there = [{"DestinationIpv6CidrBlock": f"64:ff9b::{number}/128"} for number in range(10, 10 + len(TARGETS))]
    routes = [{**where, "State": "Active", **target} for where, (target, _, _) in zip(there, TARGETS, strict=True)]
    load(emptied(kept), look(0, answer("route_table", table("rtb-0", routes=routes))))
    return kept.rows("select target_kind, target_id, state, destination from inventory_route order by destination")


@pytest.mark.parametrize("number", range(len(TARGETS)))
def test_target_of_a_route(routes: list[tuple[Any, ...]], number: int) -> None:
    target, kind, target_id = TARGETS[number]
    expected = (kind, target_id or target.get("CoreNetworkArn"), "active", f"64:ff9b::{10 + number}/128")
    assert routes[number] == expected


def test_route_to_a_prefix_list(store: Duck) -> None:
    item = table("rtb-0", routes=[{"DestinationPrefixListId": "pl-0", "GatewayId": "vpce-0"}])
    columns = "destination, destination_prefix_list_id, target_kind"
    assert shown(store, "route_table", item, columns, "route") == [(None, "pl-0", "vpc_endpoint")]


def test_gateway_association_is_nobody_s_subnet(store: Duck) -> None:
    item = table("rtb-0") | {"Associations": [{"Main": False, "GatewayId": "igw-0"}]}
    columns = "subnet_id, gateway_id, is_main"
    assert shown(store, "route_table", item, columns, "route_table_association") == [(None, "igw-0", False)]
    assert store.rows("from inventory_subnet_route_table") == []


def test_disassociated_subnet_follows_the_main_table(store: Duck) -> None:
    old = table("rtb-0", "subnet-a")
    old["Associations"][0]["AssociationState"]["State"] = "disassociated"
    load(store, look(0, answer("subnet", subnet("subnet-a")), answer("route_table", old, table("rtb-1", main=True))))
    assert store.rows("select route_table_id, is_implicit from inventory_subnet_route_table") == [("rtb-1", True)]


def test_cidrs_of_a_vpc_and_a_subnet(store: Duck) -> None:
    vpc = {
        "VpcId": "vpc-0",
        "CidrBlock": "10.0.0.0/16",
        "CidrBlockAssociationSet": [
            {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}},
            {"CidrBlock": "100.64.0.0/16", "CidrBlockState": {"State": "associated"}},
            {"CidrBlock": "100.65.0.0/16", "CidrBlockState": {"State": "disassociated"}},
        ],
        "Ipv6CidrBlockAssociationSet": [
            {"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "associated"}}
        ],
    }
    assert shown(store, "vpc", vpc, "cidr", "vpc_cidr") == [("10.0.0.0/16",), ("100.64.0.0/16",), ("2001:db8::/56",)]
    one = subnet("subnet-a", Ipv6CidrBlockAssociationSet=[{"Ipv6CidrBlock": "2001:db8::/64"}], EnableDns64=True)
    assert shown(store, "subnet", one, "cidr", "subnet_cidr") == [("10.0.1.0/24",), ("2001:db8::/64",)]
    assert store.rows("select enable_dns64, ipv6_cidr_blocks from inventory_subnet") == [(True, ["2001:db8::/64"])]


def test_vpc_endpoint(store: Duck) -> None:
    item = {
        "VpcEndpointId": "vpce-0",
        "VpcEndpointType": "Interface",
        "ServiceName": f"com.amazonaws.{REGION}.sts",
        "State": "PendingAcceptance",
        "Groups": [{"GroupId": "sg-0"}],
        "SubnetIds": ["subnet-b", "subnet-a"],
        "DnsOptions": {"DnsRecordIpType": "ipv4"},
        "LastError": {"Message": "no room", "Code": "Full"},
    }
    columns = """state, service_region, security_group_ids, subnet_ids, route_table_ids, last_error,
        dns_options ->> '$.DnsRecordIpType'"""
    assert shown(store, "vpc_endpoint", item, columns) == [
        ("pendingacceptance", REGION, ["sg-0"], ["subnet-a", "subnet-b"], None, "no room", "ipv4")
    ]


def test_private_dns_names_of_a_service(store: Duck) -> None:
    item = {
        "ServiceName": "com.amazonaws.us-east-1.monitoring",
        "ServiceType": [{"ServiceType": "Interface"}],
        "PrivateDnsName": "monitoring.us-east-1.amazonaws.com",
        "PrivateDnsNames": [
            {"PrivateDnsName": "monitoring.us-east-1.amazonaws.com"},
            {"PrivateDnsName": "monitoring.us-east-1.api.aws"},
        ],
        "AvailabilityZones": ["us-east-1a"],
    }
    columns = "service_type, list_sort(private_dns_names), az_names, az_ids"
    assert shown(store, "vpc_endpoint_service", item, columns) == [
        ("Interface", ["monitoring.us-east-1.amazonaws.com", "monitoring.us-east-1.api.aws"], ["us-east-1a"], None)
    ]


def test_prefix_list_told_twice_is_shown_once(store: Duck) -> None:
    entries = [{"Cidr": "198.51.100.0/24"}, {"Cidr": "203.0.113.0/24"}]
    named = {"PrefixListId": "pl-0", "PrefixListName": "com.amazonaws.ap-east-1.s3", "OwnerId": "AWS"}
    load(
        store,
        look(
            0,
            answer("managed_prefix_list", named),
            answer("managed_prefix_list_entries", {"PrefixListId": "pl-0", "Entries": entries}),
            answer("prefix_list", named | {"Cidrs": ["203.0.113.0/24", "2001:db8::/32"]}),
        ),
    )
    changed = {"PrefixListId": "pl-0", "Entries": entries[1:]}
    load(store, look(1, answer("managed_prefix_list_entries", changed)))
    columns = "prefix_list_name, cidr, family, seen_from, seen_to, gone_at, is_current"
    name = "com.amazonaws.ap-east-1.s3"
    assert store.rows(f"select {columns} from inventory_prefix_list_cidr order by cidr") == [
        (name, "198.51.100.0/24", 4, naive(0), naive(0), naive(1), False),
        (name, "2001:db8::/32", 6, naive(0), naive(0), None, True),
        (name, "203.0.113.0/24", 4, naive(0), naive(1), None, True),
    ]


def test_flow_log(store: Duck) -> None:
    item = {
        "FlowLogId": "fl-0",
        "ResourceId": "nat-0",
        "TrafficType": "ALL",
        "LogDestinationType": "s3",
        "LogDestination": "arn:aws:s3:::flow-logs-of-prod",
        "LogFormat": "${version} ${resource-id}",
        "MaxAggregationInterval": 60,
        "DestinationOptions": {"FileFormat": "parquet", "HiveCompatiblePartitions": True, "PerHourPartition": False},
        "DeliverLogsStatus": "FAILED",
        "DeliverLogsErrorMessage": "Access error",
        "CreationTime": "2026-11-16T05:00:00+00:00",
        "TagFieldSpecifications": [{"ResourceType": "network-interface", "TagKeys": ["team"]}],
    }
    columns = """resource_id, file_format, hive_compatible, per_hour, max_aggregation_interval, deliver_status,
        deliver_error, created_at, tag_fields ->> '$[0].TagKeys[0]'"""
    assert shown(store, "flow_log", item, columns) == [
        ("nat-0", "parquet", True, False, 60, "FAILED", "Access error", naive(5), "team")
    ]


def test_small_kinds(store: Duck) -> None:
    load(
        store,
        look(
            0,
            answer("elastic_ip", {"PublicIp": "203.0.113.7", "AllocationId": "eipalloc-0", "InstanceId": ""}),
            answer("internet_gateway", {"InternetGatewayId": "igw-0", "Attachments": [{"VpcId": "vpc-0"}]}),
            answer(
                "instance",
                {"InstanceId": "i-0", "State": {"Name": "running"}, "Tags": [{"Key": "Name", "Value": "web"}]},
            ),
            answer("security_group", {"GroupId": "sg-0", "IpPermissions": [{"IpProtocol": "-1"}], "OwnerId": ACCOUNT}),
            answer("dhcp_options", {"DhcpOptionsId": "dopt-0", "DhcpConfigurations": [{"Key": "domain-name-servers"}]}),
            answer(
                "transit_gateway_attachment",
                {"TransitGatewayAttachmentId": "tgw-attach-0", "ResourceOwnerId": ACCOUNT, "ResourceId": "vpc-0"},
            ),
        ),
    )
    assert store.rows("select public_ip, interface_id, instance_id from inventory_elastic_ip") == [
        ("203.0.113.7", None, None)
    ]
    assert store.rows("select vpc_ids from inventory_internet_gateway") == [(["vpc-0"],)]
    assert store.rows("select name, state from inventory_instance") == [("web", "running")]
    assert store.rows("select ip_permissions ->> '$[0].IpProtocol' from inventory_security_group") == [("-1",)]
    assert store.rows("select configurations ->> '$[0].Key' from inventory_dhcp_options") == [("domain-name-servers",)]
    assert store.rows("select resource_id, account_id from inventory_transit_gateway_attachment") == [
        ("vpc-0", ACCOUNT)
    ]
