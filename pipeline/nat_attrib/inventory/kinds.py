"""The kinds of resource that are looked at, as data: which call answers, where the items are, what names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of resource and the operation that describes it."""

    name: str
    """Name of its view without `inventory_`."""
    operation: str
    """Method of boto3's client."""
    list_key: str | None
    """Where the items are in the answer; None when the answer is one item."""
    id_keys: tuple[str, ...]
    """What names an item: the first of these that it has."""
    page_size: int | None = 1000
    """Largest `MaxResults` that the operation takes; None where it has no pages."""
    parent: str | None = None
    """Kind whose every resource is asked about with a call of its own."""
    counters: frozenset[str] = frozenset()
    """Keys that differ on every look and mean no change; they are not kept."""
    keeps: frozenset[str] | None = None
    """The only keys of an item that are kept; None keeps all."""
    service: str = "ec2"
    """Whose operation it is, as boto3 and IAM call it."""
    is_extra: bool = False
    """Whether a snapshot is whole without it: that it is denied is noted, and a file that is absent is not missed."""

    @property
    def command(self) -> str:
        """The AWS CLI's name of the operation, such as `describe-subnets`."""
        return self.operation.replace("_", "-")

    @property
    def place(self) -> str:
        """The file, or for per-resource calls the folder, that holds the saved answers of a region."""
        return self.command if self.parent else f"{self.command}.json"

    @property
    def permission(self) -> str:
        """The IAM action, such as `ec2:DescribeSubnets`."""
        return f"{self.service}:" + "".join(word.capitalize() for word in self.operation.split("_"))


KINDS = (
    Kind("nat_gateway", "describe_nat_gateways", "NatGateways", ("NatGatewayId",)),
    Kind("network_interface", "describe_network_interfaces", "NetworkInterfaces", ("NetworkInterfaceId",)),
    Kind("subnet", "describe_subnets", "Subnets", ("SubnetId",), counters=frozenset({"AvailableIpAddressCount"})),
    Kind("route_table", "describe_route_tables", "RouteTables", ("RouteTableId",), page_size=100),
    Kind("vpc", "describe_vpcs", "Vpcs", ("VpcId",)),
    Kind("vpc_attribute", "describe_vpc_attribute", None, ("VpcId",), page_size=None, parent="vpc"),
    Kind("vpc_endpoint", "describe_vpc_endpoints", "VpcEndpoints", ("VpcEndpointId",)),
    Kind("vpc_endpoint_service", "describe_vpc_endpoint_services", "ServiceDetails", ("ServiceName",)),
    Kind("managed_prefix_list", "describe_managed_prefix_lists", "PrefixLists", ("PrefixListId",), page_size=100),
    Kind(
        "managed_prefix_list_entries",
        "get_managed_prefix_list_entries",
        "Entries",
        ("PrefixListId",),
        page_size=100,
        parent="managed_prefix_list",
    ),
    Kind("prefix_list", "describe_prefix_lists", "PrefixLists", ("PrefixListId",)),
    Kind("instance", "describe_instances", "Reservations", ("InstanceId",)),
    Kind("flow_log", "describe_flow_logs", "FlowLogs", ("FlowLogId",)),
    Kind("security_group", "describe_security_groups", "SecurityGroups", ("GroupId",)),
    Kind("elastic_ip", "describe_addresses", "Addresses", ("AllocationId", "PublicIp"), page_size=None),
    Kind("internet_gateway", "describe_internet_gateways", "InternetGateways", ("InternetGatewayId",)),
    Kind("availability_zone", "describe_availability_zones", "AvailabilityZones", ("ZoneName",), page_size=None),
    Kind("dhcp_options", "describe_dhcp_options", "DhcpOptions", ("DhcpOptionsId",)),
    Kind(
        "transit_gateway_attachment",
        "describe_transit_gateway_attachments",
        "TransitGatewayAttachments",
        ("TransitGatewayAttachmentId",),
    ),
)
"""Every kind; a parent stands before the kinds that ask about each of its resources."""

ECS_TASK = Kind(
    "ecs_task", "describe_tasks", "tasks", ("taskArn",), page_size=None, service="ecs", is_extra=True,
    counters=frozenset({"status"}), keeps=frozenset({"taskArn", "clusterArn", "group", "attachments"}),
)  # fmt: skip
"""Asked for cluster by cluster, see `ecs`; saved in one file or, several, in the folder `describe-tasks`."""

EXTRA_KINDS = (
    ECS_TASK,
    Kind(
        "resolver_query_log_config",
        "list_resolver_query_log_configs",
        "ResolverQueryLogConfigs",
        ("Id",),
        page_size=100,
        counters=frozenset({"AssociationCount"}),
        service="route53resolver",
        is_extra=True,
    ),
    Kind(
        "resolver_query_log_config_association",
        "list_resolver_query_log_config_associations",
        "ResolverQueryLogConfigAssociations",
        ("Id",),
        page_size=100,
        service="route53resolver",
        is_extra=True,
    ),
)
"""Kinds of other services that make names better, and that a snapshot does without."""

BY_NAME = {kind.name: kind for kind in (*KINDS, *EXTRA_KINDS)}
"""Kinds by their name."""

PERMISSIONS = tuple(sorted(kind.permission for kind in KINDS))
"""Every IAM action of EC2 that a snapshot from AWS uses; all read-only, none can be limited to resources."""

EXTRA_PERMISSIONS = tuple(sorted({"ecs:ListClusters", "ecs:ListTasks", *(kind.permission for kind in EXTRA_KINDS)}))
"""Those that a snapshot does without."""

VPC_ATTRIBUTES = ("enableDnsSupport", "enableDnsHostnames")
"""The VPC attributes that private DNS of an interface endpoint needs (DescribeVpcAttribute tells one per call)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One per-resource call."""

    name: str
    """Id of the answer and name of its file without `.json`: `pl-0`, `vpc-0-enableDnsSupport`."""
    arguments: dict[str, str]
    """Arguments of the operation."""


def questions(kind: Kind, parents: Iterable[dict[str, Any]], account_id: str) -> list[Question]:
    """Return the calls that a per-resource kind needs, given the items of its parent kind.

    Prefix lists and VPCs that another account shares are left to their owner's snapshot; AWS's own lists are asked for.
    """
    ours = [item for item in parents if item.get("OwnerId", account_id) in {account_id, "AWS"}]
    if kind.name == "vpc_attribute":
        return [
            Question(f"{item['VpcId']}-{attribute}", {"VpcId": item["VpcId"], "Attribute": attribute})
            for item in ours
            for attribute in VPC_ATTRIBUTES
        ]
    return [Question(item["PrefixListId"], {"PrefixListId": item["PrefixListId"]}) for item in ours]
