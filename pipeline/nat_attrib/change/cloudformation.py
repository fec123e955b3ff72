"""A plan as a CloudFormation template in YAML. Every text is a quoted scalar, so none of them can be anything else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nat_attrib.change.model import Form, Kind
from nat_attrib.change.runbook import is_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.change.model import Change, Place, Plan


def body(plan: Plan) -> str:
    """Return the template below the runbook; empty where nothing in the plan is CloudFormation's to do."""
    changes = [change for change in plan.changes if is_code(change, Form.CLOUDFORMATION)]
    if not changes:
        return ""
    places = sorted({change.place for change in changes}, key=lambda place: (place.account_id, place.region))
    resources: dict[str, Any] = {}
    for change in changes:
        for name, resource in _resources(change):
            resources[name] = {"Type": resource["Type"], "Condition": _condition(change.place), **resource}
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "VPC endpoints that take bytes off NAT gateways, planned by nat-attrib",
        # The ids below belong to one account and region; anywhere else nothing is made.
        "Conditions": {_condition(place): _is_here(place) for place in places},
        "Resources": resources,
        "Outputs": {
            change.logical_id: {"Condition": _condition(change.place), "Value": {"Ref": change.logical_id}}
            for change in changes
        },
    }
    return "\n".join(_yaml(template, "")) + "\n"


def _resources(change: Change) -> Iterator[tuple[str, dict[str, Any]]]:
    tags = [{"Key": "Name", "Value": change.service}, {"Key": "nat-attrib", "Value": change.id}]
    properties: dict[str, Any] = {
        "VpcId": change.vpc_id,
        "ServiceName": change.service_name,
        "VpcEndpointType": "Gateway" if change.kind == Kind.GATEWAY_ENDPOINT else "Interface",
    }
    if change.kind == Kind.GATEWAY_ENDPOINT:
        properties["RouteTableIds"] = list(change.route_table_ids)
    else:
        group = f"{change.logical_id}Clients"
        yield group, _security_group(change, tags)
        properties["SubnetIds"] = list(change.subnet_ids)
        properties["SecurityGroupIds"] = [{"Fn::GetAtt": [group, "GroupId"]}]
        properties["PrivateDnsEnabled"] = change.has_private_dns
    if change.policy:
        properties["PolicyDocument"] = change.policy
    properties["Tags"] = tags
    yield change.logical_id, {"Type": "AWS::EC2::VPCEndpoint", "Properties": properties}


def _security_group(change: Change, tags: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "Type": "AWS::EC2::SecurityGroup",
        "Properties": {
            "GroupDescription": f"Clients of the {change.service} endpoint",
            "VpcId": change.vpc_id,
            "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": cidr}
                for cidr in change.cidrs
                for port in change.ports
            ],
            "Tags": tags,
        },
    }


def _condition(place: Place) -> str:
    return f"In{place.account_id}" + "".join(word.capitalize() for word in place.region.split("-"))


def _is_here(place: Place) -> dict[str, Any]:
    return {
        "Fn::And": [
            {"Fn::Equals": [{"Ref": "AWS::AccountId"}, place.account_id]},
            {"Fn::Equals": [{"Ref": "AWS::Region"}, place.region]},
        ]
    }


def _yaml(node: Any, indent: str) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield the lines of a mapping or list in block style; keys are words of CloudFormation and of policies."""
    if isinstance(node, dict):
        for key, value in node.items():
            name = key if key.replace("::", "").replace("-", "").isalnum() else json.dumps(key)
            if isinstance(value, dict | list):
                yield f"{indent}{name}:"
                yield from _yaml(value, f"{indent}  ")
            else:
                yield f"{indent}{name}: {json.dumps(value, ensure_ascii=False)}"
        return
    for item in node:
        if isinstance(item, dict | list):
            first, *rest = _yaml(item, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}- {json.dumps(item, ensure_ascii=False)}"
