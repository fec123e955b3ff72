"""Two accounts behind one log bucket, from the command line against a simulated AWS on loopback."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import boto3
import pytest
from moto.ec2.models import ec2_backends

from tests import faultproxy
from tests.pipeline import broken_checks, opened, started
from tests.test_end_to_end import (
    ACCOUNT,
    BEGIN,
    REGION,
    SINCE,
    UNTIL,
    Cloud,
    command,
    found,
    log_id,
    make_network,
    make_traffic,
)
from tests.world import FlowLog, fields_up_to, write_logs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

pytestmark = pytest.mark.slow

SECOND = "444455556666"
ROLE = f"arn:aws:iam::{SECOND}:role/nat-attrib"
CONFIG = f"""
regions = ["{REGION}"]

[[accounts]]
id = "{ACCOUNT}"

[[accounts]]
id = "{SECOND}"
role_arn = "{ROLE}"
external_id = "not-for-the-log"

[[flow_logs]]
source = "s3://central/org"
"""


@dataclass
class Two:
    """The accounts: the own one and the second, whose role is assumed."""

    own: Cloud
    second: Cloud

    @property
    def truth(self) -> list[tuple[Any, ...]]:
        return sorted([*self.own.truth, *self.second.truth], key=str)


def sts_denied(handler: Any, _: HTTPResponse, __: bytes) -> None:
    """Answer as STS does where the role's trust policy names another."""
    body = (
        b"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::"
        b"123456789012:user/testing is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>"
    )
    handler.send_response_only(403)
    handler.send_header("Content-Type", "text/xml")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


DENIED = faultproxy.Rule(f"RoleArn={ROLE.replace(':', '%3A').replace('/', '%2F')}", sts_denied)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with faultproxy.server() as server, faultproxy.proxy(server) as proxy:
        reset = HTTPConnection(*server)
        reset.request("POST", "/moto-api/reset")
        reset.getresponse().read()
        url = f"http://{server[0]}:{server[1]}"
        own = boto3.Session("testing", "testing", region_name=REGION)
        taken = own.client("sts", endpoint_url=url).assume_role(RoleArn=ROLE, RoleSessionName="test")["Credentials"]
        second = boto3.Session(
            taken["AccessKeyId"], taken["SecretAccessKey"], taken["SessionToken"], region_name=REGION
        )
        s3 = own.client("s3", endpoint_url=url)
        s3.create_bucket(Bucket="central")
        clouds = []
        for number, (session, account) in enumerate(((own, ACCOUNT), (second, SECOND))):
            ec2, mine = (session.client(name, endpoint_url=url) for name in ("ec2", "s3"))
            made = make_network(ec2, account, number)
            mine.create_bucket(Bucket=f"logs-of-{account}")
            log_id(ec2, made[0], f"logs-of-{account}")
            # Objects that are older than a gateway cannot hold its records, and are not read again for it.
            for gateway in ec2_backends[account][REGION].nat_gateways.values():
                gateway._created_at = BEGIN - timedelta(days=30)
            world = make_traffic(*made[:2])
            log = FlowLog(
                f"fl-0{account}", account, REGION, fields=fields_up_to(5), file_format="parquet", hive=bool(number)
            )
            folder = tmp_path_factory.mktemp("logs")
            write_logs(world.records, folder, log, slot_seconds=3600)
            for path in sorted(each for each in folder.rglob("*") if each.is_file()):
                key = path.relative_to(folder).as_posix()
                s3.put_object(Bucket="central", Key=f"org/{key}", Body=path.read_bytes())
                mine.put_object(Bucket=f"logs-of-{account}", Key=key, Body=path.read_bytes())
            clouds.append(Cloud(proxy, world, made[0].nat_gateways[0], made[2], {}))
        yield Two(*clouds)


@pytest.fixture(scope="module")
def inventoried(two: Two, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that knows the network of both accounts."""
    folder = tmp_path_factory.mktemp("inventoried")
    (folder / "nat-attrib.toml").write_text(CONFIG)
    db = Path(shutil.copy(started(), folder / "nat.duckdb"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in two.own.environment().items():
            patch.setenv(name, value)
        patch.chdir(folder)
        assert command("--db", db, "inventory") == 0
    return db


@pytest.fixture
def db(inventoried: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(inventoried, tmp_path / "nat.duckdb"))


@pytest.fixture(autouse=True)
def _in_a_folder(two: Two, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name, value in two.own.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_SESSION_TOKEN")
    monkeypatch.chdir(tmp_path)
    Path("nat-attrib.toml").write_text(CONFIG)
    yield
    two.own.proxy.rules.clear()


def run(db: Path) -> int:
    if not db.exists():
        shutil.copy(started(), db)
    return command("--db", db, "run", "--since", SINCE, "--until", UNTIL)


def ingest(db: Path) -> int:
    return command("--db", db, "ingest", "--since", SINCE, "--until", UNTIL)


def reported(db: Path) -> str:
    """Return the report without its line breaks."""
    assert command("--db", db, "report", "--since", SINCE, "--until", UNTIL, "-o", "report.txt") == 0
    return re.sub(r"\s+", " ", Path("report.txt").read_text(encoding="utf-8"))


def test_an_account_that_is_denied_stops_no_other_and_is_counted_once_it_comes_back(
    two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = tmp_path / "nat.duckdb"
    two.own.proxy.rules.append(DENIED)
    assert run(db) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{SECOND}/{REGION}: AWS denied sts:AssumeRole on {ROLE}; let the role's trust policy name" in told.err
    assert "not-for-the-log" not in told.err
    assert [row for row in found(db) if row[1] == two.own.gateway.nat_gateway_id] == two.own.truth
    with opened(db) as duck:
        assert duck.rows("select distinct account_id from inventory_nat_gateway") == [(ACCOUNT,)]
    assert f"Account {SECOND} in {REGION}: AWS denied sts:AssumeRole on {ROLE}" in reported(db)

    two.own.proxy.rules.clear()
    assert run(db) == 0
    assert capsys.readouterr().out == ""
    assert found(db) == two.truth
    assert broken_checks(db) == {}
    assert SECOND not in reported(db).partition("Notes")[2]
    with opened(db) as duck:
        owners = duck.rows("select nat_gateway_id, account_id from nat_traffic group by all order by 2")
    assert owners == [
        (two.own.gateway.nat_gateway_id, ACCOUNT),
        (two.second.gateway.nat_gateway_id, SECOND),
    ]

    before = two.own.proxy.gets(".log.parquet")
    assert before > 0
    assert run(db) == 0
    assert (found(db), two.own.proxy.gets(".log.parquet")) == (two.truth, before)


def test_nobody_to_look_at_is_an_error(two: Two, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("nat-attrib.toml").write_text(
        f'regions = ["{REGION}"]\n[[accounts]]\nid = "{SECOND}"\nrole_arn = "{ROLE}"\n[[flow_logs]]\nsource="s3://central"'
    )
    two.own.proxy.rules.append(DENIED)
    assert run(tmp_path / "nat.duckdb") == 1
    assert "AWS denied sts:AssumeRole" in capsys.readouterr().err


def not_own(handler: Any, response: HTTPResponse, body: bytes) -> None:
    """Deny the credentials that run the program, not those of the role."""
    is_own = "Credential=testing/" in handler.headers["Authorization"]
    (faultproxy.denied if is_own else faultproxy.passed)(handler, response, body)


def test_a_bucket_is_read_with_the_credentials_that_the_file_names(
    two: Two, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two.own.proxy.rules.append(faultproxy.Rule("/central", not_own))
    assert ingest(db) == 1
    assert "AWS denied s3:ListBucket on s3://central/org/" in capsys.readouterr().err
    Path("nat-attrib.toml").write_text(f'{CONFIG}account = "{SECOND}"\n')
    assert ingest(db) == 0
    assert found(db) == two.truth


def own_folder(handler: Any, response: HTTPResponse, body: bytes) -> None:
    """Let the own credentials and those of the role into the folder of their account alone."""
    account = ACCOUNT if "Credential=testing/" in handler.headers["Authorization"] else SECOND
    asked = unquote(handler.path)
    is_allowed = f"AWSLogs/{account}/" in asked or f"AWSLogs/aws-account-id={account}/" in asked
    (faultproxy.passed if is_allowed else faultproxy.denied)(handler, response, body)


def test_a_bucket_that_gives_each_account_its_own_folder_alone_is_read_folder_by_folder(
    two: Two, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The bucket gets the logs of both, as the accounts' flow logs say.
    Path("nat-attrib.toml").write_text(f'{CONFIG}[[flow_logs]]\nsource = "s3://central/org"\nrole_arn = "{ROLE}"\n')
    two.own.proxy.rules.append(faultproxy.Rule("/central", own_folder))
    assert ingest(db) == 0, capsys.readouterr().err
    assert found(db) == two.truth


def test_workers_of_shards_read_each_folder_as_the_account_that_could_list_it(
    two: Two, db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The manifest names the roles and lets nobody in who may not assume them."""
    plan, parts = tmp_path / "plan.json", tmp_path / "parts"
    Path("nat-attrib.toml").write_text(
        f'{CONFIG}[[flow_logs]]\nsource = "s3://central/org"\nrole_arn = "{ROLE}"\n'
        f'[shards.write]\nsince = "{SINCE}"\nuntil = "{UNTIL}"\n[shards.run]\noutput = "{parts}"\nthreads = 1\n'
        f'[shards.merge]\nfrom = "{parts}"\n'
    )
    two.own.proxy.rules.append(faultproxy.Rule("/central", own_folder))
    assert command("--db", db, "shards", "write", plan) == 0
    numbers = capsys.readouterr().out.split()
    assert numbers
    written = plan.read_text()
    assert ROLE in written
    assert '"secret' not in written.lower()
    assert '"aws_' not in written.lower()
    # A worker that may not assume the role says so.
    Path("nat-attrib.toml").rename("aside.toml")
    two.own.proxy.rules.append(DENIED)
    assert command("shards", "run", plan, numbers[0], "--output", tmp_path / "denied") == 0
    two.own.proxy.rules.remove(DENIED)
    (receipt,) = (tmp_path / "denied").rglob("receipt.json")
    assert "AWS denied sts:AssumeRole; let the role's trust policy name" in receipt.read_text()
    # Workers have no config file of their own.
    for number in numbers:
        assert command("shards", "run", plan, number, "--output", parts) == 0
    Path("aside.toml").rename("nat-attrib.toml")
    assert command("--db", db, "shards", "merge", plan) == 0, capsys.readouterr().err
    assert found(db) == two.truth


def test_what_describe_flow_logs_names_is_read_by_whoever_may(
    two: Two, inventoried: Path, db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each account's log goes to a bucket of its own; that of the second is closed to the own credentials."""
    Path("nat-attrib.toml").write_text(CONFIG.partition("[[flow_logs]]")[0])
    two.own.proxy.rules.append(faultproxy.Rule(f"/logs-of-{SECOND}", not_own))
    assert ingest(db) == 0
    assert found(db) == two.truth
    # Closed to everybody, it is named, and the other one is read all the same.
    two.own.proxy.rules.append(faultproxy.Rule(f"/logs-of-{SECOND}", faultproxy.denied))
    two.own.proxy.rules.reverse()
    other = Path(shutil.copy(inventoried, tmp_path / "other.duckdb"))
    assert ingest(other) == 3
    assert f"AWS denied s3:ListBucket on s3://logs-of-{SECOND}/" in capsys.readouterr().err
    assert found(other) == two.own.truth
