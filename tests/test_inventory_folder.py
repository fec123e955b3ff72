"""Folders of saved `aws ec2 describe-*` output: what is read, what is noted, what is refused."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from nat_attrib.errors import NatAttribError
from nat_attrib.inventory import Snapshot, load, snapshot_folder
from nat_attrib.inventory.kinds import KINDS
from tests.conftest import shared
from tests.inventory.make import ACCOUNT, OTHER, REGION, eni, hour, naive, open_store, save, subnet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nat_attrib.duck import Duck

HERE = f"{ACCOUNT}/{REGION}"


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


def empty_documents() -> dict[str, Any]:
    """Return the files of a region in which there is nothing."""
    documents = {f"{HERE}/{kind.place}": {kind.list_key: []} for kind in KINDS if kind.parent is None}
    documents[f"{HERE}/describe-vpc-endpoint-services.json"]["ServiceNames"] = []
    return documents


def answers(snapshot: Snapshot) -> dict[str, tuple[list[str] | None, str | None]]:
    return {one.kind: (None if one.items is None else sorted(one.items), one.note) for one in snapshot.answers}


def test_whole_folder_has_no_notes(tmp_path: Path, store: Duck) -> None:
    documents = empty_documents() | {
        f"{HERE}/describe-subnets.json": {"Subnets": [subnet("subnet-a")]},
        f"{HERE}/describe-vpcs.json": {"Vpcs": [{"VpcId": "vpc-0", "OwnerId": ACCOUNT, "CidrBlock": "10.0.0.0/16"}]},
        f"{HERE}/describe-vpc-attribute/vpc-0-enableDnsSupport.json": {
            "VpcId": "vpc-0",
            "EnableDnsSupport": {"Value": True},
        },
        f"{HERE}/describe-vpc-attribute/vpc-0-enableDnsHostnames.json": {
            "VpcId": "vpc-0",
            "EnableDnsHostnames": {"Value": False},
        },
        f"{HERE}/describe-managed-prefix-lists.json": {
            "PrefixLists": [{"PrefixListId": "pl-0", "PrefixListName": "com.amazonaws.ap-east-1.s3", "OwnerId": "AWS"}]
        },
        f"{HERE}/get-managed-prefix-list-entries/pl-0.json": {"Entries": [{"Cidr": "203.0.113.0/24"}]},
        "README.md": "how it was saved",
    }
    assert load(store, snapshot_folder(save(tmp_path, documents), hour(0))) == []
    assert store.row("select count(*), count(note) from inventory_snapshot") == (len(KINDS), 0)
    assert store.rows("select vpc_id, attribute, is_enabled from inventory_vpc_attribute order by 2") == [
        ("vpc-0", "enableDnsHostnames", False),
        ("vpc-0", "enableDnsSupport", True),
    ]
    assert store.rows("select prefix_list_name, cidr, seen_from, is_current from inventory_prefix_list_cidr") == [
        ("com.amazonaws.ap-east-1.s3", "203.0.113.0/24", naive(0), True)
    ]


def test_missing_file_is_a_note(tmp_path: Path, store: Duck) -> None:
    documents = empty_documents()
    del documents[f"{HERE}/describe-instances.json"], documents[f"{HERE}/describe-vpcs.json"]
    notes = load(store, snapshot_folder(save(tmp_path, documents), hour(0)))
    names = "describe-vpcs.json, describe-vpc-attribute, describe-instances.json"
    assert notes == [f"{HERE} has no {names}; what that tells is unknown."]
    assert store.rows("select kind, note from inventory_snapshot where note is not null order by 1") == [
        ("instance", "describe-instances.json is missing."),
        ("vpc", "describe-vpcs.json is missing."),
        ("vpc_attribute", "describe-vpc-attribute is missing."),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"Subnets": [', "it is not JSON"),
        ("", "it is not JSON"),
        ('{"Vpcs": []}', "it does not hold Subnets, as aws ec2 describe-subnets prints it"),
        ("[]", "it does not hold Subnets"),
        ('{"Subnets": {}}', "it does not hold Subnets"),
    ],
)
def test_broken_file_is_a_note_and_the_rest_is_read(tmp_path: Path, store: Duck, text: str, reason: str) -> None:
    documents = empty_documents() | {
        f"{HERE}/describe-subnets.json": text,
        f"{HERE}/describe-network-interfaces.json": {"NetworkInterfaces": [eni("eni-0")]},
    }
    (note,) = load(store, snapshot_folder(save(tmp_path, documents), hour(0)))
    assert "describe-subnets.json was not read" in note
    assert reason in note
    assert store.rows("select interface_id from inventory_network_interface") == [("eni-0",)]


def test_item_without_id_is_a_note(tmp_path: Path) -> None:
    documents = empty_documents() | {
        f"{HERE}/describe-subnets.json": {"Subnets": [{"VpcId": "vpc-0"}, "x", subnet("subnet-a")]}
    }
    found = answers(snapshot_folder(save(tmp_path, documents), hour(0)))
    assert found["subnet"] == (["subnet-a"], "describe-subnets.json: 2 items without SubnetId were left out.")


def test_missing_and_broken_files_of_per_resource_calls_are_notes(tmp_path: Path) -> None:
    documents = empty_documents() | {
        f"{HERE}/describe-managed-prefix-lists.json": {
            "PrefixLists": [
                {"PrefixListId": "pl-0", "OwnerId": "AWS"},
                {"PrefixListId": "pl-1", "OwnerId": ACCOUNT},
                {"PrefixListId": "pl-2", "OwnerId": "AWS"},
                {"PrefixListId": "pl-3", "OwnerId": OTHER},
            ]
        },
        f"{HERE}/get-managed-prefix-list-entries/pl-0.json": {"Entries": []},
        f"{HERE}/get-managed-prefix-list-entries/pl-1.json": "nonsense",
    }
    items, note = answers(snapshot_folder(save(tmp_path, documents), hour(0)))["managed_prefix_list_entries"]
    assert items == ["pl-0"]
    assert note is not None
    assert "pl-1.json was not read: it is not JSON" in note
    assert note.endswith("get-managed-prefix-list-entries has no pl-2.json.")


def test_utf_16_as_powershell_writes_it_is_read(tmp_path: Path) -> None:
    save(tmp_path, empty_documents())
    path = tmp_path / HERE / "describe-subnets.json"
    path.write_bytes(json.dumps({"Subnets": [subnet("subnet-ä")]}, ensure_ascii=False).encode("utf-16"))
    assert answers(snapshot_folder(tmp_path, hour(0)))["subnet"] == (["subnet-ä"], None)


def test_what_does_not_belong_is_remarked_on(tmp_path: Path) -> None:
    documents = empty_documents() | {
        "notes/x.json": {},
        f"{ACCOUNT}/somewhere/x.json": {},
        f"{HERE}/describe-volumes.json": {},
        f"{HERE}/.hidden.json": {},
    }
    remarks = snapshot_folder(save(tmp_path, documents), hour(0)).notes()
    assert [remark.removeprefix(f"{tmp_path}/") for remark in remarks] == [
        "notes was not read: its name is not an account id of 12 digits.",
        f"{ACCOUNT}/somewhere was not read: its name is not a region.",
        f"{HERE}/describe-volumes.json was not read: nat-attrib has no use for it.",
    ]


def test_folder_without_account_and_region_is_refused(tmp_path: Path) -> None:
    save(tmp_path, {"describe-subnets.json": {"Subnets": []}})
    with pytest.raises(NatAttribError, match=r"holds no <account-id>/<region> folder such as 111122223333/us-east-1"):
        snapshot_folder(tmp_path, hour(0))
    with pytest.raises(NatAttribError, match="There is no folder"):
        snapshot_folder(tmp_path / "absent", hour(0))


def test_two_accounts_and_regions(tmp_path: Path, store: Duck) -> None:
    documents = {
        f"{account_id}/{region}/describe-subnets.json": {"Subnets": [subnet(f"subnet-{number}", OwnerId=account_id)]}
        for number, (account_id, region) in enumerate([(ACCOUNT, REGION), (ACCOUNT, "us-gov-west-1"), (OTHER, REGION)])
    }
    load(store, snapshot_folder(save(tmp_path, documents), hour(0)))
    assert store.rows("select subnet_id, account_id, region from inventory_subnet order by 1") == [
        ("subnet-0", ACCOUNT, REGION),
        ("subnet-1", ACCOUNT, "us-gov-west-1"),
        ("subnet-2", OTHER, REGION),
    ]


# Rows of the view, and examples that are not JSON as published: a missing comma, a value in single quotes.
PUBLISHED = {
    "describe-nat-gateways": ("inventory_nat_gateway", 2, 0),
    "describe-network-interfaces": ("inventory_network_interface", 2, 1),
    "describe-subnets": ("inventory_subnet", 1, 1),
    "describe-route-tables": ("inventory_route_table", 3, 0),
    "describe-vpc-endpoints": ("inventory_vpc_endpoint", 3, 0),
    "describe-managed-prefix-lists": ("inventory_managed_prefix_list", 2, 0),
    "describe-prefix-lists": ("inventory_prefix_list", 1, 0),
    "describe-flow-logs": ("inventory_flow_log", 2, 0),
    # Three in full and four by name in the first example, S3 in full in the second.
    "describe-vpc-endpoint-services": ("inventory_vpc_endpoint_service", 8, 0),
}


def examples(command: str) -> list[str]:
    """Return the JSON outputs in AWS's published examples of a command."""
    text = shared(f"samples/aws-cli-examples/ec2-{command}.rst").read_text(encoding="utf-8")
    outputs = re.findall(r"Output::\n\n((?:[ \t]+.*\n|\n)+)", text)
    return [textwrap.dedent(output) for output in outputs if output.lstrip().startswith("{")]


@pytest.mark.parametrize("command", PUBLISHED)
def test_published_examples_of_aws_are_read(tmp_path: Path, store: Duck, command: str) -> None:
    documents = {f"{number:012}/us-east-1/{command}.json": text for number, text in enumerate(examples(command))}
    notes = load(store, snapshot_folder(save(tmp_path, documents), hour(0)))
    view, rows, unreadable = PUBLISHED[command]
    assert len([note for note in notes if f"{command}.json was not read: it is not JSON" in note]) == unreadable
    assert store.row(f"select count(*) from {view}") == (rows,)


def test_published_prefix_list_entries_are_read(tmp_path: Path, store: Duck) -> None:
    place = "123456789012/us-east-1/get-managed-prefix-list-entries/pl-0123456abcabcabc1.json"
    (text,) = examples("get-managed-prefix-list-entries")
    load(store, snapshot_folder(save(tmp_path, {place: text}), hour(0)))
    assert store.rows("select prefix_list_id, cidr from inventory_prefix_list_cidr order by 2") == [
        ("pl-0123456abcabcabc1", "10.0.0.0/16"),
        ("pl-0123456abcabcabc1", "10.2.0.0/16"),
    ]


def test_demo_account_of_cloudmapper_is_read(tmp_path: Path, store: Duck) -> None:
    documents = {
        f"653711331788/us-east-1/{path.name.removeprefix('ec2-')}": path.read_text(encoding="utf-8")
        for path in sorted(shared("samples/cloudmapper-demo").glob("*.json"))
    }
    load(store, snapshot_folder(save(tmp_path, documents), hour(0)))
    found = {
        view: store.row(f"select count(*) from inventory_{view}")[0]
        for view in ("network_interface", "subnet", "vpc", "vpc_endpoint")
    }
    assert found == {"network_interface": 1, "subnet": 4, "vpc": 1, "vpc_endpoint": 2}
    assert store.rows("select vpc_endpoint_id, created_at::varchar from inventory_vpc_endpoint order by 1") == [
        ("vpce-00000000000000001", "2019-04-11 18:59:11"),
        ("vpce-00000000000000002", "2019-04-30 15:19:35"),
    ]
    assert store.row("select instance_id, vpc_id from inventory_instance order by 1 limit 1") == (
        "i-00000000000000000",
        "vpc-12345678",
    )
