"""VPCs, subnets, addresses, endpoint services, flow logs and smaller things, as aws ec2 describe-... prints them."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from tests.world import describe
from tests.world.fields import log_format

if TYPE_CHECKING:
    from tests.world.topology import Topology

Item = dict[str, Any]

SERVICES = {
    "ec2": "ec2",
    "ec2messages": "ec2messages",
    "ecr.api": "api.ecr",
    "ecr.dkr": "*.dkr.ecr",
    "events": "events",
    "execute-api": "*.execute-api",
    "kinesis-streams": "kinesis",
    "kms": "kms",
    "lambda": "lambda",
    "logs": "logs",
    "monitoring": "monitoring",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
    "ssmmessages": "ssmmessages",
    "sts": "sts",
}
"""Interface endpoint services with private DNS names, and the host they answer for, before .<region>.amazonaws.com."""


def vpcs(topology: Topology) -> list[Item]:
    """Return the items of describe-vpcs."""
    made = []
    for vpc in topology.vpcs:
        blocks = [
            {
                "AssociationId": f"vpc-cidr-assoc-0{describe.short(vpc.vpc_id + cidr, 16)}",
                "CidrBlock": cidr,
                "CidrBlockState": {"State": "associated"},
            }
            for cidr in vpc.cidrs
        ]
        wide = [
            {
                "AssociationId": f"vpc-cidr-assoc-0{describe.short(vpc.vpc_id + str(vpc.ipv6_cidr), 16)}",
                "Ipv6CidrBlock": vpc.ipv6_cidr,
                "Ipv6CidrBlockState": {"State": "associated"},
                "NetworkBorderGroup": topology.region,
                "Ipv6Pool": "Amazon",
            }
        ]
        made.append(
            {
                "OwnerId": topology.account_id,
                "InstanceTenancy": "default",
                "Ipv6CidrBlockAssociationSet": wide if vpc.ipv6_cidr else [],
                "CidrBlockAssociationSet": blocks,
                "IsDefault": False,
                "Tags": describe.tags({"Name": vpc.name}),
                "VpcId": vpc.vpc_id,
                "State": "available",
                "CidrBlock": vpc.cidrs[0],
                "DhcpOptionsId": f"dopt-0{describe.short(topology.region, 16)}",
            }
        )
    return made


def subnets(topology: Topology) -> list[Item]:
    """Return the items of describe-subnets."""
    return [
        {
            "AvailabilityZoneId": subnet.az_id,
            "MapCustomerOwnedIpOnLaunch": False,
            "OwnerId": topology.account_id,
            "AssignIpv6AddressOnCreation": False,
            "Ipv6CidrBlockAssociationSet": [],
            "Tags": describe.tags({"Name": subnet.name}),
            "SubnetArn": f"arn:aws:ec2:{topology.region}:{topology.account_id}:subnet/{subnet.subnet_id}",
            "EnableDns64": False,
            "Ipv6Native": False,
            "SubnetId": subnet.subnet_id,
            "State": "available",
            "VpcId": subnet.vpc_id,
            "CidrBlock": subnet.cidr,
            "AvailableIpAddressCount": ipaddress.ip_network(subnet.cidr).num_addresses - 40,
            "AvailabilityZone": subnet.az_name,
            "DefaultForAz": False,
            "MapPublicIpOnLaunch": subnet.map_public_ip,
        }
        for subnet in topology.subnets
    ]


def endpoint_services(topology: Topology) -> Item:
    """Return describe-vpc-endpoint-services: S3 and DynamoDB of both kinds, and some interface services."""
    region = topology.region
    kinds = [("s3", "Gateway"), ("s3", "Interface"), ("dynamodb", "Gateway"), ("dynamodb", "Interface")]
    details = []
    for name, kind in [*kinds, *((name, "Interface") for name in SERVICES)]:
        item: Item = {
            "ServiceName": f"com.amazonaws.{region}.{name}",
            "ServiceId": f"vpce-svc-0{describe.short(region + name + kind, 16)}",
            "ServiceType": [{"ServiceType": kind}],
            "ServiceRegion": region,
            "AvailabilityZoneIds": sorted(topology.az_names.values()),
            "AvailabilityZones": sorted(topology.az_names),
            "Owner": "amazon",
            "BaseEndpointDnsNames": [f"{name}.{region}.{'' if kind == 'Gateway' else 'vpce.'}amazonaws.com"],
            "VpcEndpointPolicySupported": True,
            "AcceptanceRequired": False,
            "ManagesVpcEndpoints": False,
            "Tags": [],
            "SupportedIpAddressTypes": ["ipv4"],
        }
        if name in SERVICES:
            host = f"{SERVICES[name]}.{region}.amazonaws.com"
            item |= {"PrivateDnsName": host, "PrivateDnsNames": [{"PrivateDnsName": host}]}
            item["PrivateDnsNameVerificationState"] = "verified"
        details.append(item)
    return {"ServiceNames": sorted({item["ServiceName"] for item in details}), "ServiceDetails": details}


def flow_logs(topology: Topology) -> list[Item]:
    """Return the items of describe-flow-logs: those that still exist."""
    return [
        {
            "CreationTime": log.created,
            "DeliverLogsStatus": "SUCCESS",
            "FlowLogId": log.flow_log_id,
            "FlowLogStatus": "ACTIVE",
            "ResourceId": log.resource_id or topology.vpcs[0].vpc_id,
            "TrafficType": log.traffic_type,
            "LogDestinationType": "s3",
            "LogDestination": f"arn:aws:s3:::{log.bucket}" + (f"/{log.prefix}" if log.prefix else ""),
            "LogFormat": log_format(log.fields),
            "Tags": [],
            "MaxAggregationInterval": log.max_aggregation_seconds,
            "DestinationOptions": {
                "FileFormat": "parquet" if log.file_format == "parquet" else "plain-text",
                "HiveCompatiblePartitions": log.hive,
                "PerHourPartition": log.hourly,
            },
        }
        for log in topology.flow_logs
        if log.is_current
    ]


def addresses(topology: Topology) -> list[Item]:
    """Return the items of describe-addresses: every Elastic IP in use."""
    held = [
        (one.public_ip, one.allocation_id, gateway.interface_id, one.private_ip, None)
        for gateway in topology.nat_gateways
        for one in gateway.addresses
        if one.public_ip
    ] + [
        (one.public_ip, one.allocation_id, one.interface_id, one.address, one.instance_id)
        for one in topology.clients
        if one.public_ip
    ]
    made = []
    for public, allocation, interface, private, instance_id in held:
        item: Item = {
            "AllocationId": allocation,
            "AssociationId": f"eipassoc-0{describe.short(str(public), 16)}",
            "Domain": "vpc",
            "NetworkBorderGroup": topology.region,
            "PublicIp": public,
            "PublicIpv4Pool": "amazon",
        }
        if interface:
            item |= {
                "NetworkInterfaceId": interface,
                "NetworkInterfaceOwnerId": topology.account_id,
                "PrivateIpAddress": private,
            }
        if instance_id:
            item["InstanceId"] = instance_id
        made.append(item)
    return made


def security_group(topology: Topology, vpc_id: str) -> Item:
    """Return the default security group of a VPC: everything out, everything in from itself."""
    one = describe.group(vpc_id)
    anywhere: Item = {"IpProtocol": "-1", "UserIdGroupPairs": [], "Ipv6Ranges": [], "PrefixListIds": []}
    return {
        **one,
        "Description": "default VPC security group",
        "IpPermissions": [
            {
                **anywhere,
                "IpRanges": [],
                "UserIdGroupPairs": [{"UserId": topology.account_id, "GroupId": one["GroupId"]}],
            }
        ],
        "IpPermissionsEgress": [{**anywhere, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
        "OwnerId": topology.account_id,
        "VpcId": vpc_id,
        "SecurityGroupArn": f"arn:aws:ec2:{topology.region}:{topology.account_id}:security-group/{one['GroupId']}",
    }


def zone(topology: Topology, name: str) -> Item:
    """Return an item of describe-availability-zones."""
    return {
        "OptInStatus": "opt-in-not-required",
        "Messages": [],
        "RegionName": topology.region,
        "ZoneName": name,
        "ZoneId": topology.az_names[name],
        "GroupName": topology.region,
        "NetworkBorderGroup": topology.region,
        "ZoneType": "availability-zone",
        "State": "available",
    }


def dhcp_options(topology: Topology) -> Item:
    """Return the region's default DHCP options."""
    return {
        "DhcpConfigurations": [
            {"Key": "domain-name", "Values": [{"Value": f"{topology.region}.compute.internal"}]},
            {"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]},
        ],
        "DhcpOptionsId": f"dopt-0{describe.short(topology.region, 16)}",
        "OwnerId": topology.account_id,
        "Tags": [],
    }
