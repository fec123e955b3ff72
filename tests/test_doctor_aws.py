"""The doctor against a simulated AWS, and the policy against every call that the program makes there."""

from __future__ import annotations

import io
import json
import logging
import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from nat_attrib import aws, doctor
from nat_attrib.aws import Aws
from nat_attrib.doctor.permissions import ALL
from tests import faultproxy
from tests.test_end_to_end import SINCE, UNTIL, Cloud, begun, cloud, command, ec2_denied
from tests.test_many_accounts import ROLE, sts_denied

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

__all__ = ["cloud"]


def settle(cloud: Cloud, patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Go to a folder whose config file names two accounts, with the server's environment."""
    for name in [name for name in os.environ if name.startswith(("NAT_ATTRIB_", "AWS_"))]:
        patch.delenv(name)
    for name, value in cloud.environment().items():
        patch.setenv(name, value)
    patch.chdir(folder)
    (folder / "nat-attrib.toml").write_text(
        '[[accounts]]\nid = "123456789012"\n'
        f'[[accounts]]\nid = "444455556666"\nrole_arn = "{ROLE}"\n'
        '[[query_logs]]\nsource = "s3://first/dns"\n'
    )
    # The simulated AWS has no Pricing API.
    prices = partial(told, 200, b'{"PriceList": []}')
    cloud.proxy.rules[:] = [faultproxy.Rule('"ServiceCode"', prices, asks_server=False)]


@dataclass
class Heard:
    """What the commands asked AWS for, and what they told, while some of it was refused."""

    folder: Path
    asked: set[str] = field(default_factory=set)
    """Operations that any client of the program sent, as `service:Operation`."""
    usual: set[str] = field(default_factory=set)
    """Actions of the run alone."""
    answers: list[str] = field(default_factory=list)
    """Of AssumeRole."""
    lines: str = ""

    def note(self, model: Any, **_: Any) -> None:
        self.asked.add(f"{model.service_model.service_name}:{model.name}")

    def pass_on(self, handler: Any, response: HTTPResponse, body: bytes) -> None:
        self.answers.append(body.decode())
        faultproxy.passed(handler, response, body)

    @property
    def actions(self) -> set[str]:
        return {aws.OTHER_ACTIONS.get(each, each) for each in self.asked}


@pytest.fixture(scope="module")
def heard(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Heard]:
    """A run, the doctor, and every option that asks AWS for more."""
    heard, make = Heard(tmp_path_factory.mktemp("heard")), Aws.client

    def listening(self: Aws, service: str, region: str | None = None) -> Any:
        client = make(self, service, region)
        client.meta.events.register("before-call", heard.note)
        return client

    lines, log = io.StringIO(), logging.getLogger()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(lines), redirect_stderr(lines):
        settle(cloud, patch, heard.folder)
        patch.setenv("AWS_SECRET_ACCESS_KEY", "own-secret-key")
        patch.setenv("AWS_SESSION_TOKEN", "own-session-token")
        patch.setattr(Aws, "client", listening)
        patch.setattr(log, "level", logging.INFO)
        patch.setattr(log, "handlers", [*log.handlers, logging.StreamHandler(lines)])
        run_a_task()
        cloud.proxy.rules.extend(
            [
                faultproxy.Rule("RoleArn=", heard.pass_on),
                # What fails is told, and with it what was asked.
                faultproxy.Rule("Action=DescribeAddresses&", ec2_denied),
                faultproxy.Rule("Action=DescribeInstances&", faultproxy.truncated),
                faultproxy.Rule("GET /second", faultproxy.denied),
            ]
        )
        db, window = begun(heard.folder), ("--since", SINCE, "--until", UNTIL)
        assert command("--db", db, "--log-format", "json", "run", *window, "--prices", "api") == 3
        heard.usual = heard.actions - {"pricing:GetProducts"}
        assert command("--db", db, "--log-format", "json", "doctor") == 3
        assert command("--db", db, "reconcile", *window, "--cost-explorer") in {0, 3}
        assert command("--db", db, "audit", *window, "--bucket-policies") == 0
        assert command("--db", db, "shards", "write", "s3://second/manifest.json", "s3://first", *window) == 0
        heard.lines = lines.getvalue()
        yield heard
    cloud.proxy.rules.clear()


def told(status: int, body: bytes, handler: Any, _: HTTPResponse, __: bytes) -> None:
    """Answer as the APIs do that speak JSON."""
    handler.send_response_only(status)
    handler.send_header("Content-Type", "application/x-amz-json-1.1")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def run_a_task() -> None:
    """Let there be an ECS task, so that it is asked about."""
    ecs = boto3.client("ecs", region_name="us-east-1")
    ecs.create_cluster(clusterName="shop")
    ecs.register_task_definition(
        family="web", networkMode="awsvpc", requiresCompatibilities=["FARGATE"], cpu="256", memory="512",
        containerDefinitions=[{"name": "web", "image": "web", "cpu": 256, "memory": 512}],
    )  # fmt: skip
    (subnet, *_) = boto3.client("ec2", region_name="us-east-1").describe_subnets()["Subnets"]
    ecs.run_task(
        cluster="shop", taskDefinition="web", launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet["SubnetId"]], "securityGroups": []}},
    )  # fmt: skip


def test_the_policy_allows_every_call_and_no_call_that_is_never_made(heard: Heard) -> None:
    # AWS lets everybody ask whose credentials they are.
    called = heard.actions - {"sts:GetCallerIdentity"}
    assert called == {each.action for each in ALL}
    optional = {each.action for each in ALL if each.asked_by}
    assert not heard.usual & optional
    allowed = doctor.policy(["first", "second"], [ROLE])["Statement"]
    actions = [each["Action"] for each in allowed]
    assert {action for each in actions for action in ([each] if isinstance(each, str) else each)} == called - optional


def test_credentials_are_in_no_line_no_row_and_no_error(heard: Heard) -> None:
    (answer, *_) = heard.answers
    secrets = [answer.split(f"<{tag}>")[1].split("<")[0] for tag in ("SecretAccessKey", "SessionToken")]
    assert "AWS denied" in heard.lines
    for secret in ("own-secret-key", "own-session-token", *secrets):
        assert secret not in heard.lines
        for path in heard.folder.rglob("*"):
            assert not path.is_file() or secret.encode() not in path.read_bytes(), path


def test_what_is_denied_is_named_with_what_is_lost(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settle(cloud, monkeypatch, tmp_path)
    refused = b'{"__type": "AccessDeniedException", "message": "User: arn:aws:iam::1:user/x is not authorized"}'
    cloud.proxy.rules.extend(
        [
            faultproxy.Rule("Action=DescribeSubnets&", ec2_denied),
            faultproxy.Rule("RoleArn=", sts_denied),
            faultproxy.Rule("GET /second/AWSLogs", faultproxy.denied),
            faultproxy.Rule("MetricDataQueries", partial(told, 400, refused)),
        ]
    )
    assert command("doctor", "--format", "json", "-o", "doctor.json") == 3
    said = json.loads(Path("doctor.json").read_text(encoding="utf-8"))
    missing = {(each["action"], each["where"].split("/AWSLogs")[0]): each for each in said["missing_permissions"]}
    assert set(missing) == {
        ("ec2:DescribeSubnets", "123456789012/us-east-1"),
        ("sts:AssumeRole", "444455556666/us-east-1"),
        ("s3:GetObject", "s3://second"),
        ("cloudwatch:GetMetricData", "123456789012/us-east-1"),
    }
    assert all(each["is_denied"] for each in missing.values())
    assert ROLE in missing["sts:AssumeRole", "444455556666/us-east-1"]["said"]
    # Two version 2 logs of the VPC, as the simulated AWS makes them: no remotes, so there is something to create.
    (gateway,) = said["gateways"]
    assert (gateway["verdict"], len(gateway["flow_logs"])) == ("no remotes", 2)
    (create,) = said["commands"]
    assert create["nat_gateway_ids"] == [cloud.gateway.nat_gateway_id]
    assert f"--resource-ids {cloud.gateway.interface_id}" in create["command"]
    assert "arn:aws:s3:::first" in create["command"]
