"""The change itself: right endpoints for right subnets, harmless whatever names say, and applied for real."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import yaml
from cfnlint.api import lint_all
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws
from moto.ec2.models import ec2_backends

from nat_attrib import duck as engine
from nat_attrib.change import Form, Plan, gather, render
from nat_attrib.change.gather import build
from nat_attrib.change.model import Kind
from nat_attrib.change.network import Network
from nat_attrib.errors import NatAttribError, UsageError
from tests import awscli, change_world, faultproxy
from tests.change_world import WINDOW, Cloud

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck

TERRAFORM = shutil.which("terraform")
MIRROR = os.environ.get("TERRAFORM_PLUGIN_DIR") or None
"""A folder that holds the AWS provider, as `terraform providers mirror` writes it."""
SERVICE = "com.amazonaws.us-east-1"
VPC: dict[str, Any] = {
    "vpc_id": "vpc-1", "account_id": "111122223333", "region": "us-east-1", "cidrs": ["10.0.0.0/16", "10.1.0.0/16"],
    "dns_support": True, "dns_hostnames": False, "gateway_services": [], "interface_services": [],
    "nat_route_table_ids": ["rtb-a", "rtb-b"],
}  # fmt: skip
ADVICE: dict[str, Any] = {
    "id": "0123456789ab", "action": "create_gateway_endpoint", "account_id": "111122223333", "region": "us-east-1",
    "vpc_id": "vpc-1", "service_name": f"{SERVICE}.dynamodb", "vpc_endpoint_id": None, "route_table_ids": ["rtb-a"],
    "subnet_ids": ["subnet-a", "subnet-b"], "az_ids": ["use1-az1", "use1-az2"], "nat_gateway_ids": ["nat-1"],
    "saving_usd_per_month": 4.5, "confidence": "high", "because": "Bytes pass NAT.",
}  # fmt: skip


def network(*services: dict[str, Any], **vpc: Any) -> Network:
    subnets = {f"subnet-{az}": {"az_id": f"use1-az{number}", "az_name": f"us-east-1{az}"} for number, az in enumerate("abc", 1)}  # fmt: skip # noqa: E501
    by_key = {("us-east-1", f"{SERVICE}.{row['short']}", "interface"): row for row in services}
    return Network({"vpc-1": {**VPC, **vpc}}, by_key, subnets, {"nat-1": ("203.0.113.5",)}, {"us-east-1": 0.01}, {})


def interface(service: str, number: int = 0, **other: Any) -> dict[str, Any]:
    return {
        **ADVICE,
        "id": f"{number:012x}",
        "action": "create_interface_endpoint",
        "service_name": f"{SERVICE}.{service}",
        **other,
    }


def plan(*advice: dict[str, Any], known: Network | None = None, **options: Any) -> Plan:
    return build(advice, known or network(), WINDOW, **options)


def template(planned: Plan) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(render(planned, Form.CLOUDFORMATION))["Resources"]
    return found


def test_a_gateway_endpoint_serves_the_clients_tables_and_the_accounts_of_the_inventory() -> None:
    [resource] = template(plan(ADVICE)).values()
    made = resource["Properties"]
    assert made["VpcEndpointType"] == "Gateway"
    assert made["RouteTableIds"] == ["rtb-a"]
    [statement] = made["PolicyDocument"]["Statement"]
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": ["111122223333"]}}
    assert "PolicyDocument" not in next(iter(template(plan(ADVICE, has_scoped_policy=False)).values()))["Properties"]
    said = render(plan(ADVICE), Form.CLOUDFORMATION)
    assert "Route tables of this VPC that also lead to NAT: rtb-b." in said
    assert "enableDnsHostnames of vpc-1 is off" in said
    assert "203.0.113.5" in said
    assert "Open TCP connections to the service break" in said
    assert "nat-attrib compare --at" in said


@pytest.mark.parametrize(
    ("region", "partition"),
    [("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eusc-de-east-1", "aws-eusc")],
)
def test_names_of_buckets_are_those_of_the_partition(region: str, partition: str) -> None:
    row = {**ADVICE, "region": region, "service_name": f"com.amazonaws.{region}.s3"}
    [change] = plan(row).changes
    assert change.policy is not None
    layers = change.policy["Statement"][1]["Resource"][0]
    assert layers == f"arn:{partition}:s3:::prod-{region}-starport-layer-bucket/*"


def test_image_registries_come_together_with_the_bucket_of_their_layers() -> None:
    planned = plan(interface("ecr.api"))
    assert [change.service for change in planned.changes] == ["s3", "ecr.api", "ecr.dkr"]
    resources = template(planned)
    s3 = next(found for name, found in resources.items() if name.startswith("S3"))["Properties"]
    assert s3["RouteTableIds"] == ["rtb-a", "rtb-b"]
    buckets = s3["PolicyDocument"]["Statement"][1]["Resource"]
    assert "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*" in buckets
    registry = next(found for name, found in resources.items() if re.fullmatch("EcrDkr[0-9a-f]+", name))["Properties"]
    assert registry["SubnetIds"] == ["subnet-a", "subnet-b"]
    assert registry["PrivateDnsEnabled"] is True
    assert "It costs $14.60 a month of hours, which no saving above has in it." in planned.changes[2].because
    # A sibling has the id that advice on it would have, so nothing is renamed when that comes.
    assert planned.changes[0].id == change_id("create_gateway_endpoint", "s3")


def change_id(action: str, service: str) -> str:
    duck = engine.connect()
    said = f"{action}|111122223333|us-east-1|vpc-1|{SERVICE}.{service}"
    [found] = duck.row("select left(md5($said), 12)", said=said)
    duck.close()
    return str(found)


@pytest.mark.parametrize(
    ("known", "options", "services"),
    [
        (network(), {}, ["ssm", "ssmmessages"]),
        (network(), {"has_siblings": False}, ["ssm"]),
        (network(interface_services=[f"{SERVICE}.ssmmessages"]), {}, ["ssm"]),
    ],
)
def test_siblings_come_where_they_lack(known: Network, options: dict[str, Any], services: list[str]) -> None:
    planned = plan(interface("ssm"), known=known, **options)
    assert [change.service for change in planned.changes] == services


def test_siblings_that_are_advised_themselves_come_once() -> None:
    both = plan(interface("ecr.api", 1), interface("ecr.dkr", 2), known=network(gateway_services=[f"{SERVICE}.s3"]))
    assert [change.id for change in both.changes] == [f"{1:012x}", f"{2:012x}"]


def test_the_group_admits_the_vpc_alone_on_the_ports_of_the_service() -> None:
    group = template(plan(interface("email-smtp")))["EmailSmtp000000000000Clients"]["Properties"]
    rules = {(rule["FromPort"], rule["CidrIp"]) for rule in group["SecurityGroupIngress"]}
    assert rules == {(port, cidr) for port in (25, 465, 587, 2465, 2587) for cidr in ("10.0.0.0/16", "10.1.0.0/16")}


def test_azs_that_the_service_does_not_offer_get_no_subnet_and_are_named() -> None:
    offered = {"short": "kms", "azs": ["use1-az1"], "private_dns_names": ["kms.us-east-1.amazonaws.com"], "policy_supported": False}  # fmt: skip # noqa: E501
    planned = plan(interface("kms"), known=network(offered))
    made = template(planned)["Kms000000000000"]["Properties"]
    assert made["SubnetIds"] == ["subnet-a"]
    assert "PolicyDocument" not in made
    said = render(planned, Form.TERRAFORM)
    assert "no endpoint in the AZs of subnet-b" in said
    assert "$ dig +short kms.us-east-1.amazonaws.com" in said


def test_a_service_without_private_names_is_made_without_private_dns() -> None:
    offered = {"short": "kms", "azs": [], "private_dns_names": None, "policy_supported": True}
    [made] = plan(interface("kms"), known=network(offered)).changes
    assert made.has_private_dns is False
    assert "has no private DNS names" in made.notes[0]


def test_iot_is_reached_by_a_zone_of_the_accounts_own_name() -> None:
    # AWS offers no private DNS for it; the inventory may tell nothing of the service.
    [made] = plan(interface("iot.data")).changes
    assert made.has_private_dns is False
    assert "private hosted zone of the account's own name" in made.notes[0]


def test_a_central_endpoint_admits_its_spokes_and_leaves_names_to_a_zone() -> None:
    row = interface("sqs", action="create_central_endpoint")
    known = network()
    known.vpcs["vpc-2"] = {**VPC, "vpc_id": "vpc-2", "cidrs": ["10.2.0.0/16"]}
    known.central_clients["us-east-1", "vpc-1", f"{SERVICE}.sqs"] = ["vpc-2"]
    [made] = plan(row, known=known).changes
    assert (made.cidrs, made.has_private_dns) == (("10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"), False)
    assert "private hosted zone" in made.notes[0]


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ({**ADVICE, "route_table_ids": []}, network()),
        (interface("kms"), network(cidrs=[])),
        (interface("kms", subnet_ids=[]), network()),
    ],
)
@pytest.mark.parametrize("form", Form)
def test_what_the_inventory_does_not_show_is_left_to_a_hand(row: dict[str, Any], known: Network, form: Form) -> None:
    planned = plan(row, known=known)
    assert [change.kind for change in planned.changes] == [Kind.BY_HAND]
    assert all(line.startswith("#") for line in render(planned, form).splitlines())


def test_deletions_and_gateways_are_planned_by_id_alone() -> None:
    rows = [
        {**ADVICE, "id": "a" * 12, "action": "delete_endpoint", "vpc_endpoint_id": "vpce-1", "vpc_id": "vpc-1"},
        {**ADVICE, "id": "b" * 12, "action": "remove_nat_gateway", "service_name": None},
        {**ADVICE, "id": "c" * 12, "action": "use_own_az_nat_gateway", "nat_gateway_ids": ["nat-1", "nat-2"]},
    ]
    assert plan(*rows).changes == ()
    assert [text[:12] for text in plan(*rows).left_out] == ["a" * 12, "b" * 12, "c" * 12]
    script = render(plan(*rows, ids=["a" * 12, "b" * 12, "c" * 12]), Form.CLI)
    code = [line for line in script.splitlines() if not line.startswith("#")]
    assert "    --vpc-endpoint-ids vpce-1" in code
    assert "nat-1" not in "".join(code)
    assert "replace-route --region us-east-1 --route-table-id rtb-a --destination-cidr-block 0.0.0.0/0 --nat-gateway-id nat-1" in script  # fmt: skip # noqa: E501
    with pytest.raises(UsageError, match="'d' is no recommendation"):
        plan(*rows, ids=["d"])


def test_code_stands_only_where_a_form_can_say_it() -> None:
    repair = {
        **ADVICE,
        "action": "associate_route_tables",
        "vpc_endpoint_id": "vpce-1",
        "service_name": f"{SERVICE}.s3",
    }
    said = render(plan(repair), Form.CLOUDFORMATION)
    assert "CloudFormation cannot change an endpoint that its stack does not own; run" in said
    assert (
        "$ aws ec2 modify-vpc-endpoint --region us-east-1 --vpc-endpoint-id vpce-1 --add-route-table-ids rtb-a" in said
    )
    assert yaml.safe_load(said) is None
    assert 'resource "aws_vpc_endpoint_route_table_association"' in render(plan(repair), Form.TERRAFORM)


HOSTILE = st.text() | st.sampled_from(
    ["x\nResources: {}", "x\r\n$(touch pwned)", "\x85- evil", "\u2028evil: true", '"${file("/etc/passwd")}"', "\u202e"]
)  # fmt: skip


def code(text: str, form: Form) -> Any:
    """Return what is not comment, as the form's own reader takes it."""
    if form == Form.CLOUDFORMATION:
        return yaml.safe_load(text)
    lines = text.splitlines() if form == Form.CLI else text.split("\n")
    return [line for line in lines if not line.startswith("#")]


@settings(max_examples=40, deadline=None)
@given(text=HOSTILE)
def test_no_text_of_the_network_leaves_the_comments(text: str) -> None:
    for form in Form:
        rows = [interface("kms"), {**ADVICE, "action": "use_private_path", "service_name": None, "id": "e" * 12}]
        ids = [row["id"] for row in rows]
        said = render(plan(*({**row, "because": text} for row in rows), ids=ids), form)
        assert code(said, form) == code(render(plan(*rows, ids=ids), form), form)


@pytest.mark.parametrize(
    "field",
    [
        "account_id",
        "region",
        "vpc_id",
        "service_name",
        "vpc_endpoint_id",
        "route_table_ids",
        "subnet_ids",
        "nat_gateway_ids",
    ],
)
@settings(max_examples=20, deadline=None)
@given(text=HOSTILE.filter(lambda text: re.search(r"[^0-9A-Za-z.-]", text)))
def test_no_id_but_those_of_aws_is_written(field: str, text: str) -> None:
    with pytest.raises(NatAttribError, match="so no change is written"):
        plan({**ADVICE, field: [text] if field.endswith("_ids") else text})
    with pytest.raises(NatAttribError, match="so no change is written"):
        plan(interface("kms"), known=network(cidrs=[text]))


EVERYTHING = (
    ADVICE,
    interface("ecr.api", 1),
    interface(
        "sts",
        2,
        region="eu-west-1",
        vpc_id="vpc-2",
        service_name="com.amazonaws.eu-west-1.sts",
        account_id="444455556666",
    ),
    {**ADVICE, "id": "f" * 12, "action": "associate_route_tables", "vpc_endpoint_id": "vpce-1"},
)


def everything() -> Plan:
    known = network()
    known.vpcs["vpc-2"] = {**VPC, "vpc_id": "vpc-2", "region": "eu-west-1", "account_id": "444455556666"}
    return plan(*EVERYTHING, known=known)


def test_each_account_takes_its_own_credentials() -> None:
    said = {form: render(everything(), form) for form in Form}
    accounts = "the accounts 111122223333, 444455556666"
    assert f"{accounts}, and each takes its own credentials: give each provider" in " ".join(said[Form.TERRAFORM].replace("#", "").split())  # fmt: skip # noqa: E501
    assert accounts in " ".join(said[Form.CLI].replace("#", "").split())
    conditions = yaml.safe_load(said[Form.CLOUDFORMATION])["Conditions"]
    assert set(conditions) == {"In111122223333UsEast1", "In444455556666EuWest1"}
    assert 'allowed_account_ids = ["444455556666"]' in said[Form.TERRAFORM]
    assert 'if [ "$account" = 444455556666 ]; then' in said[Form.CLI]


def test_templates_are_what_cloudformation_takes() -> None:
    # With ids as long as real ones.
    text = re.sub(r"\b(vpc|rtb|subnet)-(\w)\b", r"\1-0000000\2", render(everything(), Form.CLOUDFORMATION))
    assert [match for match in lint_all(text) if match.rule.id[0] in "EW"] == []
    broken = text.replace("RouteTableIds", "RouteTables")
    assert [match.rule.id for match in lint_all(broken) if match.rule.id[0] == "E"]


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed: the configuration is NOT checked")
def test_configurations_are_formatted_as_terraform_does(tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_text(render(everything(), Form.TERRAFORM), encoding="utf-8")
    assert terraform("fmt", "-check", "-diff", str(path), folder=tmp_path) == ""


FAKE_AWS = """#!/bin/sh
printf '%s\\n' "$@" END >>calls
case "$1 $2" in
  "sts get-caller-identity") echo 111122223333 ;;
  "ec2 create-security-group") echo sg-made ;;
esac
"""


def test_a_shell_runs_the_script_as_it_is_meant(tmp_path: Path) -> None:
    (tmp_path / "plan.sh").write_text(render(everything(), Form.CLI), encoding="utf-8")
    (tmp_path / "aws").write_text(FAKE_AWS, encoding="utf-8")
    (tmp_path / "aws").chmod(0o755)
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run(["/bin/sh", "plan.sh"], cwd=tmp_path, env=path, check=True, timeout=60)
    calls = [call.split("\n") for call in (tmp_path / "calls").read_text(encoding="utf-8").split("\nEND\n")[:-1]]
    (tmp_path / "aws").write_text(FAKE_AWS.replace("111122223333", "777788889999"), encoding="utf-8")
    refused = subprocess.run(
        ["/bin/sh", "plan.sh"], cwd=tmp_path, env=path, check=False, capture_output=True, text=True
    )
    assert (refused.returncode, refused.stderr) == (1, "This plan is not for account 777788889999.\n")
    # What belongs to the other account is left out.
    assert [call[1] for call in calls] == [
        "get-caller-identity", "create-vpc-endpoint", "create-vpc-endpoint",
        *["create-security-group", "authorize-security-group-ingress", "create-vpc-endpoint"] * 2,
        "modify-vpc-endpoint",
    ]  # fmt: skip
    policy = calls[1][calls[1].index("--policy-document") + 1]
    assert json.loads(policy)["Statement"][0]["Principal"] == "*"
    assert calls[5][-2:] == ["--security-group-ids", "sg-made"]
    assert calls[5][calls[5].index("--subnet-ids") :][1:3] == ["subnet-a", "subnet-b"]
    assert not any("eu-west-1" in word for call in calls for word in call)


def terraform(*arguments: str, folder: Path, **environment: str) -> str:
    assert TERRAFORM is not None
    quiet = {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    done = subprocess.run(
        [TERRAFORM, *arguments], cwd=folder, env={**os.environ, **quiet, **environment}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def cloud(empty_store: Duck) -> Iterator[Cloud]:
    """A simulated account in this process, seen and filled."""
    with mock_aws():
        made = change_world.build(boto3.client("ec2", region_name=change_world.REGION))
        change_world.look(empty_store, made)
        change_world.fill(empty_store, made)
        yield made


ADVISED = ["create_gateway_endpoint", "associate_route_tables", "enable_private_dns", "create_interface_endpoint"]


def test_the_commands_do_what_was_advised(empty_store: Duck, cloud: Cloud) -> None:
    assert change_world.advised(empty_store) == ADVISED
    ec2 = boto3.client("ec2", region_name=change_world.REGION)
    script = render(gather(empty_store, WINDOW), Form.CLI)
    done = awscli.run(script, ec2, change_world.ACCOUNT)
    interface_commands = ["create-security-group", "authorize-security-group-ingress", "create-vpc-endpoint"]
    assert done == ["create-vpc-endpoint", *["modify-vpc-endpoint"] * 2, *interface_commands * 2]
    found = {
        row["ServiceName"].rpartition("us-east-1.")[2]: row for row in ec2.describe_vpc_endpoints()["VpcEndpoints"]
    }
    assert set(found) == {"s3", "sqs", "dynamodb", "ecr.api", "ecr.dkr"}
    assert sorted(found["s3"]["RouteTableIds"]) == sorted(cloud.tables)
    assert sorted(found["ecr.api"]["SubnetIds"]) == sorted(cloud.subnets)
    [group] = ec2.describe_security_groups(GroupIds=[found["ecr.api"]["Groups"][0]["GroupId"]])["SecurityGroups"]
    assert [(rule["FromPort"], rule["IpRanges"][0]["CidrIp"]) for rule in group["IpPermissions"]] == [
        (443, "10.0.0.0/16")
    ]
    # The simulation takes no note of private DNS in ModifyVpcEndpoint.
    assert f"--vpc-endpoint-id {cloud.sqs} \\\n    --private-dns-enabled" in script
    ec2_backends[change_world.ACCOUNT][change_world.REGION].vpc_end_points[cloud.sqs].private_dns_enabled = True
    change_world.look(empty_store, cloud, days=1)
    assert change_world.advised(empty_store) == []
    # What a plan makes is nothing that audit would find fault with; the old endpoints are not the plan's.
    faults = empty_store.rows("select check_id, resource_id from finding_access('2026-11-16', '2026-12-17')")
    made = {row["VpcEndpointId"] for row in found.values()} - {cloud.s3, cloud.sqs}
    assert [fault for fault in faults if fault[1] in made] == []
    # Other credentials change nothing.
    assert awscli.run(script, ec2, "444455556666") == []
    _go_back(script, ec2)
    change_world.look(empty_store, cloud, days=2)
    assert change_world.advised(empty_store) == [action for action in ADVISED if action != "enable_private_dns"]


def _go_back(script: str, ec2: Any) -> None:
    """Run the way back of the runbook."""
    back = [line.partition("$ ")[2] for line in script.partition("# BACK")[2].splitlines() if line.startswith("#   $ ")]
    for line in back:
        if inner := re.search(r"\$\((aws ec2 describe-[^)]*)\)", line):
            _, answer, _ = awscli.call(shlex.split(inner[1]), ec2)
            [key] = [key for key in answer if key in {"VpcEndpoints", "SecurityGroups"}]
            ids = " ".join(row["VpcEndpointId" if key == "VpcEndpoints" else "GroupId"] for row in answer[key])
            line = line.replace(inner[0], ids).partition("  #")[0]  # noqa: PLW2901 - what the shell would do
        awscli.run(line, ec2, change_world.ACCOUNT)
    left = ec2.describe_vpc_endpoints(Filters=[{"Name": "tag-key", "Values": ["nat-attrib"]}])["VpcEndpoints"]
    assert [row for row in left if row["State"] != "deleted"] == []
    names = [row["GroupName"] for row in ec2.describe_security_groups()["SecurityGroups"]]
    assert [name for name in names if name.startswith("nat-attrib")] == []


@pytest.mark.skipif(
    TERRAFORM is None or MIRROR is None,
    reason="TERRAFORM_PLUGIN_DIR names no folder with the AWS provider, or terraform is missing: NOTHING IS APPLIED",
)
def test_terraform_does_what_was_advised(empty_store: Duck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with faultproxy.server() as (host, port):
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        cloud = change_world.build(boto3.client("ec2", region_name=change_world.REGION))
        change_world.look(empty_store, cloud)
        change_world.fill(empty_store, cloud)
        planned = gather(empty_store, WINDOW)
        (tmp_path / "main.tf").write_text(render(planned, Form.TERRAFORM), encoding="utf-8")
        terraform("init", f"-plugin-dir={MIRROR}", "-input=false", folder=tmp_path)
        terraform("validate", folder=tmp_path)
        terraform("apply", "-auto-approve", "-input=false", "-no-color", folder=tmp_path)
        change_world.look(empty_store, cloud, days=1)
        # What Terraform does not own is run by hand, as the runbook says.
        assert change_world.advised(empty_store) == ["enable_private_dns"]
        unchanged = terraform("plan", "-input=false", "-no-color", folder=tmp_path)
        assert "No changes." in unchanged
