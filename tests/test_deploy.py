"""What deploys the program is sound: the template passes cfn-lint and allows no more, the image is not root's."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from nat_attrib import cli
from nat_attrib.inventory import EXTRA_PERMISSIONS, PERMISSIONS
from tests.conftest import ROOT
from tests.tools import run_lock

TEMPLATE = ROOT / "deploy" / "cloudformation.yaml"


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short functions as what they hold."""


def _held(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


Loader.add_multi_constructor("!", _held)


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(TEMPLATE.read_text("utf-8"), Loader)["Resources"]
    return found


def test_the_template_passes_cfn_lint() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), TEMPLATE], check=False, stdout=subprocess.PIPE, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def actions(role: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for policy in role["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            each = statement[1] if isinstance(statement, list) else statement
            found |= {each["Action"]} if isinstance(each["Action"], str) else set(each["Action"])
    return found


def test_the_task_may_do_what_the_program_asks_for_and_no_more(resources: dict[str, Any]) -> None:
    assert actions(resources["TaskRole"]) == {
        *PERMISSIONS, *EXTRA_PERMISSIONS, "cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "kms:Decrypt",
        "s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload",
    }  # fmt: skip
    for name in ("TaskRole", "ExecutionRole", "SchedulerRole"):
        assert not [action for action in actions(resources[name]) if "*" in action]


def test_the_bucket_is_closed(resources: dict[str, Any]) -> None:
    bucket = resources["Results"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["BucketEncryption"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert resources["Results"]["DeletionPolicy"] == "Retain"
    (statement,) = resources["ResultsPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_the_task_runs_a_command_that_exists(
    resources: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (container,) = resources["Task"]["Properties"]["ContainerDefinitions"]
    assert container["User"] == "10001"
    monkeypatch.setattr(sys, "argv", ["nat-attrib", *container["Command"], "--help"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert not end.value.code
    said = capsys.readouterr().out
    assert all(word in said for word in container["Command"] if word.startswith("--"))


def test_the_image_is_pinned_not_roots_and_installs_only_what_the_lock_names() -> None:
    text = (ROOT / "Containerfile").read_text("utf-8")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert all(re.fullmatch(r"docker\.io/library/python:3\.\d+-slim-[a-z]+", base) for base in bases)
    final = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert [line for line in final if line.startswith("USER ")] == ["USER 10001"]
    assert not [line for line in final if "pip" in line]
    assert final[-2:] == ['ENTRYPOINT ["nat-attrib"]', 'CMD ["run"]']
    for command in re.findall(r"pip [^&]*install[^&\n]*", text):
        assert "--require-hashes" in command or "--no-deps --no-index" in command, command
    assert "index-url" not in text
    assert "http" not in text
    for line in lines:
        for source in line.split()[1:-1] if line.startswith("COPY ") and "--from" not in line else ():
            assert (ROOT / source).exists(), source
    ignored = (ROOT / ".containerignore").read_text("utf-8")
    assert (ROOT / ".dockerignore").read_text("utf-8") == ignored
    assert ".venv" in ignored.split()


def test_the_images_lock_is_part_of_the_lock_and_holds_no_tools() -> None:
    assert run_lock.PATH.read_text("utf-8") == run_lock.text(), "make lock"
    names = set(re.findall(r"^([a-z0-9._-]+)==", run_lock.text(), re.MULTILINE))
    assert names >= {
        "boto3",
        "botocore",
        "duckdb",
        "polars",
        "pyarrow",
        "rich",
        "typer",
        "distributed",
        "tornado",
        "jmespath",
    }
    assert not names & {"moto", "pytest", "cfn-lint", "playwright", "hatchling", "ruff"}
