"""What the config file says of accounts: what it means, and the sentence for what it cannot mean."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import botocore.parsers
import pytest
from botocore.stub import ANY, Stubber

from nat_attrib.access import Buckets, Credentials, Look
from nat_attrib.accounts import Account, Accounts, LogPlace, Role, read
from nat_attrib.aws import Aws
from nat_attrib.errors import AccessError, NatAttribError, UsageError

FIRST, SECOND = "111122223333", "444455556666"
ROLE = f"arn:aws:iam::{SECOND}:role/audit/nat-attrib"


def said(text: str) -> Accounts:
    return read(tomllib.loads(text))


def test_a_file_with_everything() -> None:
    everything = said(f"""
        regions = ["eu-west-1", "us-east-1", "eu-west-1"]
        session_name = "nightly"
        [[accounts]]
        id = "{FIRST}"
        [[accounts]]
        id = "{SECOND}"
        role_arn = "{ROLE}"
        external_id = "shop/7"
        regions = ["ap-east-1"]
        [[flow_logs]]
        source = "s3://central/flow-logs/"
        account = "{SECOND}"
        [[query_logs]]
        source = "s3://dns"
        role_arn = "arn:aws-us-gov:iam::777788889999:role/reader"
        session_name = "dns"
    """)
    second = Role(ROLE, "shop/7", "nightly")
    assert everything == Accounts(
        accounts=(Account(FIRST), Account(SECOND, second, ("ap-east-1",))),
        regions=("eu-west-1", "us-east-1"),
        flow_logs=(LogPlace("s3://central/flow-logs/", second),),
        query_logs=(LogPlace("s3://dns", Role("arn:aws-us-gov:iam::777788889999:role/reader", None, "dns")),),
    )
    assert said("") == Accounts()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("regions = 'eu-west-1'", "regions = 'eu-west-1'; write a list such as"),
        ("regions = ['Ireland']", "regions = ['Ireland']; write a list such as"),
        ("session_name = 'a b'", "session_name = 'a b'; write 2 to 64 letters"),
        ("[accounts]\nid = '1'", "accounts = {'id': '1'}; write a table [[accounts]] for each"),
        ("[[accounts]]\nid = 111122223333", "id = 111122223333 in [[accounts]]; write the 12 digits in quotes"),
        ("[[accounts]]\nrole_arn = 'x'", "id = None in [[accounts]]"),
        ("[[accounts]]\nid = '111122223333'\nrole = 'x'", "'role' in [[accounts]]; write one of id, role_arn"),
        ("[[accounts]]\nid = '111122223333'\nrole_arn = 'x'", "role_arn = 'x' of account 111122223333; write one like"),
        (
            "[[accounts]]\nid = '444455556666'\nrole_arn = 'arn:aws:iam::444455556666:user/x'",
            "role_arn = 'arn:aws:iam::444455556666:user/x' of account",
        ),
        (f"[[accounts]]\nid = '{FIRST}'\nrole_arn = '{ROLE}'", f"which is a role of {SECOND}"),
        (f"[[accounts]]\nid = '{FIRST}'\nexternal_id = 'ab'", f"external_id of account {FIRST} without a role_arn"),
        (f"[[accounts]]\nid = '{FIRST}'\nsession_name = 'ab'", f"session_name of account {FIRST} without a role_arn"),
        (f"[[accounts]]\nid = '{FIRST}'\nregions = [7]", f"regions = [7] of account {FIRST}"),
        (2 * f"[[accounts]]\nid = '{SECOND}'\nrole_arn = '{ROLE}'\n", f"the account {SECOND} twice"),
        (f"[[accounts]]\nid = '{FIRST}'\n[[accounts]]\nid = '{SECOND}'", f"no role_arn for {FIRST} and {SECOND}"),
        ("[[flow_logs]]\naccount = '111122223333'", "source = None in [[flow_logs]]; write s3://bucket/prefix"),
        ("[[flow_logs]]\nsource = 'logs'\naccount = 'x'", "credentials of logs in [[flow_logs]], which is a folder"),
        ("[[flow_logs]]\nsource = 's3://b'\nbucket = 'b'", "'bucket' in [[flow_logs]]; write one of source"),
        (
            "[[query_logs]]\nsource = 's3://b'\naccount = 'x'",
            "account = 'x' of s3://b in [[query_logs]], which is the id",
        ),
        (
            f"[[accounts]]\nid = '{FIRST}'\n[[flow_logs]]\nsource = 's3://b'\naccount = '{FIRST}'\nrole_arn = '{ROLE}'",
            "account and role_arn of s3://b",
        ),
    ],
)
def test_what_it_cannot_mean_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=r"^The config file has [^\n]*$") as refused:
        said(text)
    assert sentence in str(refused.value)


def test_a_wrong_external_id_is_not_repeated() -> None:
    with pytest.raises(UsageError) as refused:
        said(f"[[accounts]]\nid = '{SECOND}'\nrole_arn = '{ROLE}'\nexternal_id = 'top secret'")
    assert "top secret" not in str(refused.value)
    assert "external_id of account" in str(refused.value)


def test_regions_of_the_command_line_come_first_then_those_of_the_account() -> None:
    credentials = Credentials(Aws(boto3.Session("testing", "testing", region_name="us-east-2")))
    file = said(f"regions = ['eu-west-1']\n[[accounts]]\nid = '{FIRST}'\n[[accounts]]\nid = '{SECOND}'\n"
                f"role_arn = '{ROLE}'\nregions = ['ap-east-1']")  # fmt: skip
    assert [look.regions for look in credentials.looks(file, ())] == [("eu-west-1",), ("ap-east-1",)]
    assert [look.regions for look in credentials.looks(file, ["sa-east-1"])] == [("sa-east-1",), ("sa-east-1",)]
    assert credentials.looks(Accounts(), ()) == [Look(credentials.own, ("us-east-2",))]
    assert credentials.looks(Accounts(regions=("eu-west-1",)), ()) == [Look(credentials.own, ("eu-west-1",))]


class Sts:
    """A session whose STS answers as told, and whose other clients know nothing."""

    region_name = "us-east-1"

    def __init__(self) -> None:
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        self.sts = session.client("sts")
        self.answers = Stubber(self.sts)
        self.answers.activate()
        self.get_credentials = session.get_credentials

    def client(self, service: str, **_: Any) -> Any:
        assert service == "sts"
        return self.sts

    def give(self, key: str, expiration: str = "2999-01-01T00:00:00Z", **more: str) -> None:
        """Prepare an answer to AssumeRole."""
        secrets = {
            "AccessKeyId": f"ASIATESTINGTESTING{key}",
            "SecretAccessKey": f"secret{key}",
            "SessionToken": f"token{key}",
        }
        user = {"AssumedRoleId": "AROATESTING:nat-attrib", "Arn": ROLE}
        self.answers.add_response(
            "assume_role",
            {"Credentials": {**secrets, "Expiration": expiration}, "AssumedRoleUser": user},
            {"RoleArn": ROLE, "RoleSessionName": "nat-attrib", **more},
        )


def test_the_region_is_boto3s_own_else_that_of_aws_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "ap-east-1")
    assert Aws.default().region() == "us-east-1"
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    assert Aws.default().region() == "ap-east-1"
    monkeypatch.delenv("AWS_REGION")
    assert Aws.default().region() is None


def test_a_role_is_assumed_with_its_external_id_when_it_is_needed_and_again_when_it_ends() -> None:
    session = Sts()
    held = Aws(session).assumed(Role(ROLE, "shop/7")).session.get_credentials()
    # Nothing was asked yet: a call that was not prepared would have failed.
    soon = datetime.now(UTC) + timedelta(minutes=12)
    session.give("ONE", expiration=soon.isoformat(), ExternalId="shop/7")
    session.give("TWO", ExternalId="shop/7")
    assert [held.get_frozen_credentials().access_key for _ in range(3)] == [
        "ASIATESTINGTESTINGONE",
        "ASIATESTINGTESTINGTWO",
        "ASIATESTINGTESTINGTWO",
    ]
    session.answers.assert_no_pending_responses()


def test_a_refused_role_is_named_with_the_next_step() -> None:
    session = Sts()
    session.answers.add_client_error(
        "assume_role", "AccessDenied", "User: arn:aws:iam::1:user/x is not authorized", 403
    )
    look = Look(Aws(session).assumed(Role(ROLE)), ("us-east-1",), SECOND)
    with pytest.raises(AccessError) as refused:
        look.checked_account_id()
    assert str(refused.value).startswith(f"AWS denied sts:AssumeRole on {ROLE}; let the role's trust policy name")


def test_a_broken_answer_of_sts_is_told_without_what_it_holds() -> None:
    session = Sts()
    broken = botocore.parsers.ResponseParserError(
        "Unable to parse response (unclosed token), invalid XML received. Further retries may succeed:\n"
        "b'<AssumeRoleResponse><SecretAccessKey>top-secret'"
    )

    def assume_role(**_: Any) -> None:
        raise broken

    session.sts.assume_role = assume_role
    with pytest.raises(NatAttribError, match="whose credentials these are") as told:
        Aws(session).assumed(Role(ROLE)).account_id()
    assert "top-secret" not in str(told.value)


def test_credentials_of_another_account_are_refused() -> None:
    session = Sts()
    session.answers.add_response("get_caller_identity", {"Account": FIRST})
    with pytest.raises(AccessError, match=f"of {FIRST}, not of {SECOND}; give {SECOND} a role_arn"):
        Look(Aws(session), ("us-east-1",), SECOND).checked_account_id()


def test_no_credentials_no_role() -> None:
    class Nobody:
        region_name = "us-east-1"

        def get_credentials(self) -> None:
            return None

    with pytest.raises(NatAttribError, match="No AWS credentials were found"):
        Aws(Nobody()).assumed(Role(ROLE))


def test_a_bucket_is_read_by_whoever_could_list_it() -> None:
    clients = [boto3.client("s3", region_name="us-east-1") for _ in range(2)]
    stubs = [Stubber(client) for client in clients]
    for stub in stubs:
        stub.activate()

    class Holding:
        def __init__(self, client: Any) -> None:
            self.held = client

        def client(self, *_: Any, **__: Any) -> Any:
            return self.held

    own, other = (Aws(Holding(client)) for client in clients)
    buckets = Buckets(own, {"central": [own, other]})
    assert buckets.clients("mine") == clients[:1]
    assert buckets.clients("central") == clients
    buckets.settle("central", clients[1])
    assert buckets.clients("central") == clients[1:]
    stubs[1].add_response("get_object", {"ContentLength": 1}, {"Bucket": "central", "Key": ANY})
    assert buckets.get_object(Bucket="central", Key="k")["ContentLength"] == 1
