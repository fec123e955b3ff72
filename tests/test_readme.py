"""README.md says what is so: its examples print what it shows, and its policy, format and tables are the program's."""

from __future__ import annotations

import inspect
import json
import re

import pytest

from nat_attrib.errors import ExitCode
from nat_attrib.ingest.fields import SUGGESTED_FORMAT
from nat_attrib.inventory import EXTRA_PERMISSIONS, PERMISSIONS
from tests.conftest import ROOT
from tests.tools.pages import actual, fences

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str, holding: str) -> str:
    """Return the README's one fence of a language that holds some text."""
    (found,) = [fence.text for fence in fences(README) if fence.language == language and holding in fence.text]
    return found


def test_examples_print_what_the_pages_show() -> None:
    for path, page in actual().items():
        assert page == path.read_text(encoding="utf-8"), f"{path.name} is out of date: run make docs"


def test_the_flow_log_has_the_fields_that_answer_most() -> None:
    (written,) = re.findall(r"--log-format '([^']*)'", block("sh", "create-flow-logs"))
    assert written == SUGGESTED_FORMAT


def test_the_policy_allows_what_the_program_asks_for_and_no_more() -> None:
    describe, tasks, queries, metrics, bucket, objects = json.loads(block("json", "Statement"))["Statement"]
    assert describe["Action"] == list(PERMISSIONS)
    assert [*tasks["Action"], *queries["Action"]] == list(EXTRA_PERMISSIONS)
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    # What audit --bucket-policies and shards run ask for beside, only where they are wanted.
    optional = {"s3:ListAllMyBuckets", "s3:GetBucketPolicy", "s3:PutObject"}
    # Operations before a colon are what aws.py says the permissions of.
    asked = set(re.findall(r'\bs3:[A-Z]\w+\b(?!": )', source))
    assert {bucket["Action"], objects["Action"]} | optional == asked
    assert all(f"`{action}`" in README for action in optional)
    assert (describe["Resource"], metrics["Resource"], bucket["Resource"] + "/*") == ("*", "*", objects["Resource"])
    assert {statement["Effect"] for statement in (describe, tasks, queries, metrics, bucket, objects)} == {"Allow"}
    operations = set(re.findall(r'pages\(\s*[\w.]+,\s*"(\w+)"', source)) - {"list_objects_v2", "list_buckets"}
    actions = {"".join(word.capitalize() for word in operation.split("_")) for operation in operations}
    allowed = {action.partition(":")[2] for action in (*metrics["Action"], *tasks["Action"])}
    assert actions == allowed | {"GetCostAndUsage", "GetProducts"}
    assert "`ce:GetCostAndUsage`" in README
    assert "`pricing:GetProducts`" in README


def test_the_exit_codes_are_the_programs() -> None:
    said = re.findall(r'= (\d)\n +"""(.+?)"""', inspect.getsource(ExitCode))
    assert [int(number) for number, _ in said] == list(ExitCode)
    assert re.findall(r"^\| (\d) \| (.+) \|$", README, re.MULTILINE) == said


def test_every_folder_is_on_the_map() -> None:
    said = re.findall(r"^([\w./]+?)/? {2,}", block("text", "sample_logs/ "), re.MULTILINE)
    assert [name for name in said if not (ROOT / name).exists()] == []
    tracked = {"pipeline", "sql", "tests", "sample_logs", "docs", "Makefile"}
    assert {name.split("/")[0] for name in said} == tracked
