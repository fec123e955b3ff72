"""Snapshots from AWS: the same as from a folder, all pages, and refusals that stop nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from nat_attrib.access import Look
from nat_attrib.aws import Aws, permission
from nat_attrib.errors import UsageError
from nat_attrib.inventory import PERMISSIONS, Snapshot, load, snapshot_aws, snapshot_folder
from nat_attrib.inventory.kinds import BY_NAME, EXTRA_KINDS, KINDS, VPC_ATTRIBUTES
from tests.faultproxy import lighten_moto
from tests.inventory.make import ACCOUNT, REGION, TABLES, eni, hour, naive, open_store, save, subnet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from nat_attrib.duck import Duck


@pytest.fixture(scope="module")
def kept() -> Iterator[Duck]:
    duck = open_store()
    yield duck
    duck.close()


@pytest.fixture
def store(kept: Duck) -> Duck:
    kept.execute("delete from inventory_resource")
    kept.execute("delete from inventory_snapshot")
    return kept


def build(region: str) -> None:
    """Make a VPC with a NAT gateway, private subnets, endpoints, an instance and a flow log."""
    ec2 = boto3.client("ec2", region_name=region)
    name = {"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "prod"}]}
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=[name])["Vpc"]["VpcId"]
    public, private = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")["Subnet"]["SubnetId"] for number in (0, 1)
    )
    allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=allocation)["NatGateway"]["NatGatewayId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    ec2.associate_route_table(RouteTableId=table, SubnetId=private)
    service = f"com.amazonaws.{region}"
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"{service}.s3", VpcEndpointType="Gateway", RouteTableIds=[table])
    ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"{service}.sts", VpcEndpointType="Interface", SubnetIds=[private])
    ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=private)
    boto3.client("s3", region_name=region).create_bucket(
        Bucket="flow-logs-of-prod", CreateBucketConfiguration={"LocationConstraint": region}
    )
    ec2.create_flow_logs(
        ResourceType="VPC",
        ResourceIds=[vpc],
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::flow-logs-of-prod",
    )


def printed(region: str) -> dict[str, Any]:
    """Return what the AWS CLI would print of a region, by file."""
    ec2 = boto3.client("ec2", region_name=region)
    lists = {kind.place: getattr(ec2, kind.operation)() for kind in KINDS if kind.parent is None}
    for vpc in lists["describe-vpcs.json"]["Vpcs"]:
        for attribute in VPC_ATTRIBUTES:
            answer = ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute=attribute)
            lists[f"describe-vpc-attribute/{vpc['VpcId']}-{attribute}.json"] = answer
    for prefix_list in lists["describe-managed-prefix-lists.json"]["PrefixLists"]:
        answer = ec2.get_managed_prefix_list_entries(PrefixListId=prefix_list["PrefixListId"])
        lists[f"get-managed-prefix-list-entries/{prefix_list['PrefixListId']}.json"] = answer
    text = {}
    for place, answer in lists.items():
        del answer["ResponseMetadata"]
        text[f"123456789012/{region}/{place}"] = json.dumps(answer, indent=4, default=cli_time)
    return text


def cli_time(time: datetime) -> str:
    """Return a time as version 1 of the AWS CLI prints it, which is how the EC2 API sends it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Snapshot]:
    """The same small network, seen through the API and through saved answers."""
    lighten_moto()
    with mock_aws():
        build(REGION)
        from_aws = snapshot_aws([Look(Aws.default(), (REGION,))], hour(0))
        folder = save(tmp_path_factory.mktemp("saved"), printed(REGION))
    return from_aws, snapshot_folder(folder, hour(0))


def test_folder_and_aws_say_the_same(both: tuple[Snapshot, Snapshot], store: Duck) -> None:
    tables = f"{TABLES} order by 1"
    found = []
    for snapshot in both:
        store.execute("delete from inventory_resource")
        assert load(store, snapshot) == []
        found.append({table: store.rows(f"from {table} order by all") for (table,) in store.rows(tables)})
    assert found[0] == found[1]
    assert [table for table, rows in found[0].items() if not rows] == [
        "inventory_dhcp_options",
        "inventory_ecs_task",
        "inventory_interface_prefix",
        "inventory_internet_gateway",
        "inventory_resolver_query_log",
        "inventory_transit_gateway_attachment",
    ]


def test_topology_reads_as_it_was_built(both: tuple[Snapshot, Snapshot], store: Duck) -> None:
    load(store, both[0])
    assert store.rows("""
        select subnet.cidr_block, route.destination, route.target_kind, gateway.connectivity_type,
          gateway.availability_mode, address.interface_id is not null, association.is_implicit
        from inventory_subnet as subnet
        join inventory_subnet_route_table as association using (subnet_id)
        join inventory_route as route using (route_table_id)
        join inventory_nat_gateway as gateway on gateway.nat_gateway_id = route.target_id
        join inventory_nat_gateway_address as address using (nat_gateway_id)
    """) == [("10.0.1.0/24", "0.0.0.0/0", "nat_gateway", "public", "zonal", True, False)]
    assert store.rows("""
        select endpoint.service_name, route.destination_prefix_list_id = list.prefix_list_id
        from inventory_route as route
        join inventory_vpc_endpoint as endpoint on endpoint.vpc_endpoint_id = route.target_id
        join inventory_managed_prefix_list as list on list.prefix_list_name = endpoint.service_name
        where route.target_kind = 'vpc_endpoint'
    """) == [(f"com.amazonaws.{REGION}.s3", True)]
    assert store.row("select count(*) > 0 from inventory_prefix_list_cidr where prefix_list_name like '%.s3'") == (
        True,
    )


class Stubs:
    """Stands where a boto3 session stands: its EC2 client gives prepared answers, in the order of `KINDS`."""

    region_name = REGION

    def __init__(self, **answers: Any) -> None:
        """Prepare one region: pages per kind, an error code, or (by default) an empty list; of `ecs_task`
        pairs of operation and answer."""
        self.clients = {
            service: boto3.client(service, region_name=REGION) for service in ("ec2", "sts", "ecs", "route53resolver")
        }
        sts = Stubber(self.clients["sts"])
        sts.add_response("get_caller_identity", {"Account": ACCOUNT})
        self.ec2 = Stubber(self.clients["ec2"])
        for kind in sorted(KINDS, key=lambda one: one.parent is not None):
            for answer in answers.get(kind.name, [] if kind.parent else [{str(kind.list_key): []}]):
                if isinstance(answer, str):
                    self.ec2.add_client_error(kind.operation, answer, http_status_code=403)
                else:
                    self.ec2.add_response(kind.operation, answer)
        self.ecs, resolver = Stubber(self.clients["ecs"]), Stubber(self.clients["route53resolver"])
        for operation, answer in answers.get("ecs_task", [("list_clusters", {"clusterArns": []})]):
            if isinstance(answer, str):
                self.ecs.add_client_error(operation, answer, http_status_code=400)
            else:
                self.ecs.add_response(operation, answer)
        for kind in EXTRA_KINDS[1:]:
            resolver.add_response(kind.operation, {str(kind.list_key): []})
        for stub in (sts, resolver, self.ec2, self.ecs):
            stub.activate()

    def client(self, service: str, **_: Any) -> Any:
        return self.clients[service]

    def snapshot(self) -> Snapshot:
        """Take the snapshot; every prepared answer must have been asked for."""
        taken = snapshot_aws([Look(Aws(self), (REGION,))], hour(0), workers=1)
        self.ec2.assert_no_pending_responses()
        self.ecs.assert_no_pending_responses()
        return taken


def test_regional_nat_gateway(store: Duck) -> None:
    gateway = {
        "NatGatewayId": "nat-0",
        "VpcId": "vpc-0",
        "State": "available",
        "CreateTime": hour(0),
        "ConnectivityType": "public",
        "AvailabilityMode": "regional",
        "RouteTableId": "rtb-0",
        "AutoProvisionZones": "enabled",
        "AttachedAppliances": [{"Type": "network-firewall-proxy", "VpcEndpointId": "vpce-0"}],
        "NatGatewayAddresses": [
            {"PublicIp": f"203.0.113.{number}", "AvailabilityZoneId": f"ape1-az{number}", "Status": "succeeded"}
            for number in (1, 2)
        ],
    }
    assert load(store, Stubs(nat_gateway=[{"NatGateways": [gateway]}]).snapshot()) == []
    assert store.rows("""
        select nat_gateway_id, subnet_id, availability_mode, route_table_id, created_at, has_provisioned_bandwidth,
          attached_appliances ->> '$[0].Type'
        from inventory_nat_gateway
    """) == [("nat-0", None, "regional", "rtb-0", naive(0), False, "network-firewall-proxy")]
    assert store.rows("select public_ip, az_id, interface_id from inventory_nat_gateway_address order by 1") == [
        ("203.0.113.1", "ape1-az1", None),
        ("203.0.113.2", "ape1-az2", None),
    ]


def test_every_page_is_read(store: Duck) -> None:
    pages = [
        {"NetworkInterfaces": [eni("eni-0")], "NextToken": "more"},
        {"NetworkInterfaces": [eni("eni-1"), eni("eni-2")]},
    ]
    assert load(store, Stubs(network_interface=pages).snapshot()) == []
    assert store.row("select count(*) from inventory_network_interface") == (3,)


def test_service_named_on_one_page_and_described_on_the_next_is_one(store: Duck) -> None:
    name = f"com.amazonaws.{REGION}.s3"
    pages = [
        {"ServiceNames": [name, f"com.amazonaws.{REGION}.new"], "ServiceDetails": [], "NextToken": "more"},
        {
            "ServiceNames": [],
            "ServiceDetails": [
                {"ServiceName": name, "ServiceType": [{"ServiceType": one}]} for one in ("Gateway", "Interface")
            ],
        },
    ]
    load(store, Stubs(vpc_endpoint_service=pages).snapshot())
    assert store.rows("select service_name, service_type from inventory_vpc_endpoint_service order by all") == [
        (f"com.amazonaws.{REGION}.new", None),
        (name, "Gateway"),
        (name, "Interface"),
    ]


def test_denied_call_is_a_note_that_names_the_permission(store: Duck) -> None:
    load(store, Stubs(network_interface=[{"NetworkInterfaces": [eni("eni-0")]}]).snapshot())
    stubs = Stubs(network_interface=["UnauthorizedOperation"], subnet=[{"Subnets": [subnet("subnet-a")]}])
    (note,) = load(store, stubs.snapshot())
    assert note == (
        f"{ACCOUNT}/{REGION}: AWS denied ec2:DescribeNetworkInterfaces; "
        "allow ec2:DescribeNetworkInterfaces for the role that runs nat-attrib."
    )
    assert store.rows("select subnet_id from inventory_subnet") == [("subnet-a",)]
    assert store.rows("select interface_id, is_current from inventory_network_interface") == [("eni-0", True)]


def test_denied_list_leaves_its_resources_unasked(store: Duck) -> None:
    notes = load(store, Stubs(vpc=["UnauthorizedOperation"]).snapshot())
    assert [note.split(": ", 1)[1].split(";")[0] for note in notes] == [
        "AWS denied ec2:DescribeVpcs",
        "ec2:DescribeVpcAttribute was not asked, since there is no list of vpc.",
    ]


def test_one_denied_prefix_list_leaves_the_others_standing(store: Duck) -> None:
    lists = [{"PrefixListId": f"pl-{number}", "OwnerId": "AWS"} for number in (0, 1)]
    entries = ["UnauthorizedOperation", {"Entries": [{"Cidr": "203.0.113.0/24"}]}]
    stubs = Stubs(managed_prefix_list=[{"PrefixLists": lists}], managed_prefix_list_entries=entries)
    assert len(load(store, stubs.snapshot())) == 1
    assert store.rows("select prefix_list_id, cidr from inventory_prefix_list_cidr") == [("pl-1", "203.0.113.0/24")]


def task(number: int, group: str = "service:checkout") -> dict[str, Any]:
    """Return a task as DescribeTasks shows it, with what changes from look to look."""
    details = [{"name": "subnetId", "value": "subnet-a"}, {"name": "networkInterfaceId", "value": f"eni-{number}"}]
    return {
        "taskArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/shop/{number:032x}",
        "clusterArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/shop",
        "group": group,
        "lastStatus": "RUNNING",
        "attachments": [{"id": "a", "type": "ElasticNetworkInterface", "status": "ATTACHED", "details": details}],
    }


SHOP, BATCH = (f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/{name}" for name in ("shop", "batch"))


def test_tasks_are_asked_for_by_the_hundred_and_a_cluster_that_refuses_stops_no_other(store: Duck) -> None:
    found = [task(number, "family:cron" if number else "service:checkout") for number in range(101)]
    arns = [one["taskArn"] for one in found]
    stubs = Stubs(
        ecs_task=[
            ("list_clusters", {"clusterArns": [BATCH], "nextToken": "more"}),
            ("list_clusters", {"clusterArns": [SHOP]}),
            ("list_tasks", "AccessDeniedException"),
            ("list_tasks", {"taskArns": arns[:50], "nextToken": "more"}),
            ("list_tasks", {"taskArns": arns[50:]}),
            ("describe_tasks", {"tasks": found[:100], "failures": []}),
            ("describe_tasks", {"tasks": found[100:]}),
        ]
    )
    snapshot = stubs.snapshot()
    assert not snapshot.is_partial, "the names of tasks are an extra"
    (note,) = load(store, snapshot)
    assert note.startswith(f"{ACCOUNT}/{REGION}: AWS denied ecs:ListTasks")
    rows = store.rows(
        "select interface_id, cluster_name, task_id, service_name from inventory_ecs_task order by task_arn"
    )
    assert len(rows) == 101
    assert rows[:2] == [("eni-0", "shop", f"{0:032x}", "checkout"), ("eni-1", "shop", f"{1:032x}", None)]


def test_without_ecs_permissions_there_is_a_note_and_all_else(store: Duck) -> None:
    stubs = Stubs(ecs_task=[("list_clusters", "AccessDeniedException")], subnet=[{"Subnets": [subnet("subnet-a")]}])
    snapshot = stubs.snapshot()
    assert not snapshot.is_partial
    assert load(store, snapshot) == [
        f"{ACCOUNT}/{REGION}: AWS denied ecs:ListClusters; allow ecs:ListClusters for the role that runs nat-attrib."
    ]
    assert store.rows("select subnet_id from inventory_subnet") == [("subnet-a",)]


def test_saved_tasks_and_resolver_logs_are_read_where_they_are(store: Duck, tmp_path: Path) -> None:
    association = {"Id": "rqlca-0", "ResolverQueryLogConfigId": "rqlc-0", "ResourceId": "vpc-0", "Status": "ACTIVE"}
    config = {"Id": "rqlc-0", "Name": "all", "Status": "CREATED", "DestinationArn": "arn:aws:s3:::amzn-s3-demo-bucket"}
    here = f"{ACCOUNT}/{REGION}"
    folder = save(
        tmp_path,
        {
            f"{here}/describe-tasks.json": {"tasks": [task(0)], "failures": []},
            f"{here}/describe-tasks/batch.json": {"tasks": [task(1)]},
            f"{here}/describe-tasks/broken.json": "{",
            f"{here}/list-resolver-query-log-configs.json": {"ResolverQueryLogConfigs": [config]},
            f"{here}/list-resolver-query-log-config-associations.json": {
                "ResolverQueryLogConfigAssociations": [association]
            },
        },
    )
    notes = load(store, snapshot_folder(folder, hour(0)))
    assert [note for note in notes if "broken.json was not read" in note]
    assert store.rows("select interface_id from inventory_ecs_task order by 1") == [("eni-0",), ("eni-1",)]
    assert store.rows("select vpc_id, name, association_status from inventory_resolver_query_log") == [
        ("vpc-0", "all", "ACTIVE")
    ]
    changed = task(0) | {"lastStatus": "DEPROVISIONING", "tags": []}
    save(tmp_path, {f"{here}/describe-tasks.json": {"tasks": [changed]}})
    load(store, snapshot_folder(folder, hour(1)))
    assert store.row("select count(*) from inventory_ecs_task") == (2,), "its status is no new state"


def test_no_region_is_refused() -> None:
    with pytest.raises(UsageError, match="No region"):
        snapshot_aws([Look(Aws(Stubs()), ())], hour(0))


def test_operations_and_permissions_are_those_of_botocore() -> None:
    client = boto3.client("ec2", region_name=REGION)
    assert {f"ec2:{client.meta.method_to_api_mapping[kind.operation]}" for kind in KINDS} == set(PERMISSIONS)
    for kind in (*KINDS, *EXTRA_KINDS):
        client = boto3.client(kind.service, region_name=REGION)
        assert kind.permission == permission(client, kind.operation)
        model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[kind.operation])
        assert kind.list_key is None or kind.list_key in model.output_shape.members
        assert (kind.page_size is not None) == client.can_paginate(kind.operation)
        limit = model.input_shape.members["MaxResults"].metadata.get("max") if kind.page_size else None
        assert kind.page_size is None or limit is None or kind.page_size == limit
        assert kind.parent is None or kind.parent in BY_NAME
