"""The shipped tables are rebuilt whole or not at all."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from conftest import shared
from test_enrich_ip_ranges import document, served, whole

from nat_attrib.enrich import refresh, shipped
from nat_attrib.errors import NatAttribError

if TYPE_CHECKING:
    from pathlib import Path

GATHERED = date(2026, 11, 23)
S3 = ("192.0.2.0/24", "S3", "us-east-1")
WHOLE = whole(S3)
LIST_PRICE = {
    "what": "AWS Price List (bulk)",
    "repo": "example/prices",
    "commit": "0123456789",
    "generated_at": "2026-08-22T08",
}
SOURCES: dict[str, Any] = {
    "prices.json": {
        "built": "2026-11-23",
        "sources": {
            "list": LIST_PRICE,
            "rule": {"what": "RULE, not a source: GB equals hour. Confirmed.", "confidence": "high"},
            "guide": {"what": "guides; ids 1", "confidence": "medium (2023-2024)"},
        },
        "regions": {
            "us-east-1": {
                "currency": "USD",
                "prices": {
                    "nat_gateway_hourly": {"value": 0.045, "source": "list", "effective": "2026-08-22"},
                    "nat_gateway_gb": {"value": 0.045, "source": "rule", "effective": "2025-06"},
                    "interface_endpoint_gb_next_4pb": {"value": 0.006, "source": "list"},
                    "tgw_gb": {"value": None, "source": None},
                    "something_else": {"value": 1, "source": "list"},
                },
            },
            "cn-northwest-1": {
                "currency": "CNY",
                "prices": {"nat_gateway_gb": {"value": 0.37, "source": "guide"}},
            },
        },
    },
    "hostname_endpoint_map.json": {
        "rows": [
            {
                "pattern": "sts.{region}.amazonaws.com",
                "suffix": "sts",
                "types": ["Interface"],
                "confidence": "derived",
                "source": "a",
                "note": "x",
            },
            {
                "pattern": "s3.{region}.amazonaws.com",
                "suffix": "s3",
                "types": ["Gateway", "Interface"],
                "confidence": "derived",
                "source": "curated (b)",
                "note": "",
            },
            {
                "pattern": "*.cloudfront.net",
                "suffix": None,
                "types": None,
                "confidence": "derived",
                "source": "a",
                "note": "none",
            },
        ]
    },
    "endpoint_services.json": {
        "generic": [
            {"service_name": "com.amazonaws.{region}.sts", "types": ["Interface"]},
            {"service_name": "com.amazonaws.{region}.dsql", "types": ["Interface"]},
            {"service_name": "com.amazonaws.iam", "types": ["Interface"]},
        ],
        "regions_proxy": {"us-east-1": ["sts"]},
    },
    "inter_region_transfer.json": {
        "source": {"what": "map", "date": "<=2025-06-18"},
        "from_to": {"us-east-1": {"us-west-2": 0.02}},
    },
    "usage_type_prefixes.json": {
        "prefix_to_region": {"EU": {"region": "eu-west-1", "source": "AWS"}, "": {"region": "us-east-1", "source": "x"}}
    },
}
BUILT = shipped.COLUMNS.keys() - {"flow_log_prices.csv", "other_hosts.csv", "privatelink_vendors.csv"}
"""The tables that refresh builds; the three others were gathered by hand, each row with its source."""


def gather(folder: Path, sources: dict[str, Any] | None = None) -> Path:
    folder.mkdir(parents=True)
    (folder / "ip-ranges.json").write_bytes(WHOLE)
    for name, content in (sources or SOURCES).items():
        (folder / name).write_text(json.dumps(content))
    return folder


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_table_is_built_with_source_and_date(tmp_path: Path, into: Path) -> None:
    folder = gather(tmp_path / "in")
    (folder / "ip-ranges").mkdir()
    newer = json.loads(WHOLE) | {"createDate": "2026-09-01-00-00-00"}
    (folder / "ip-ranges" / "newer.json").write_text(json.dumps(newer))
    # A folder that is not there is made.
    into.rmdir()
    said = refresh(folder, into, gathered=GATHERED)
    assert said == [
        "endpoint_services.parquet: 3 rows of 2026-11-23, from AWS PrivateLink guide, aws-cdk-lib and 1 more.",
        "hostnames.csv: 3 rows of 2026-11-23, from a and 1 more.",
        "inter_region_transfer.parquet: 1 rows of 2025-06-18, from map.",
        "ip_ranges.parquet: 5001 rows of 2026-09-01, from https://ip-ranges.amazonaws.com/ip-ranges.json.",
        "prices.csv: 4 rows of 2023-01-01 to 2026-08-22, from AWS Price List (example/prices 01234567) and 2 more.",
        "usage_type_prefixes.csv: 2 rows of 2026-11-23, from AWS and 1 more.",
    ]
    assert set(content(into)) == set(BUILT)
    assert shipped.table("prices.csv", into).rows() == [
        ("cn-northwest-1", "nat_gateway_gb", 0.0, "0.37", "CNY", "guides", date(2023, 1, 1)),
        ("us-east-1", "nat_gateway_gb", 0.0, "0.045", "USD", "rule: GB equals hour", date(2025, 6, 1)),
        (
            "us-east-1",
            "nat_gateway_hour",
            0.0,
            "0.045",
            "USD",
            "AWS Price List (example/prices 01234567)",
            date(2026, 8, 22),
        ),
        (
            "us-east-1",
            "vpc_endpoint_gb",
            1048576.0,
            "0.006",
            "USD",
            "AWS Price List (example/prices 01234567)",
            date(2026, 8, 22),
        ),
    ]
    assert [row[:4] for row in shipped.table("hostnames.csv", into).rows()] == [
        ("*.cloudfront.net", None, "nat_only", "none"),
        ("s3.{region}.amazonaws.com", "s3", "gateway_endpoint", None),
        ("sts.{region}.amazonaws.com", "sts", "interface_endpoint", None),
    ]
    assert [row[:3] for row in shipped.table("endpoint_services.parquet", into).rows()] == [
        ("*", "com.amazonaws.iam", "Interface"),
        ("*", "dsql", "Interface"),
        ("us-east-1", "sts", "Interface"),
    ]
    assert [row[:2] for row in shipped.table("usage_type_prefixes.csv", into).rows()] == [
        ("-", "us-east-1"),
        ("EU", "eu-west-1"),
    ]
    before = content(into)
    refresh(tmp_path / "in", into, gathered=GATHERED)
    assert content(into) == before


def test_a_table_without_a_source_is_kept(tmp_path: Path, into: Path) -> None:
    refresh(gather(tmp_path / "in"), into, gathered=GATHERED)
    before = content(into)
    (tmp_path / "empty").mkdir()
    said = refresh(tmp_path / "empty", into)
    assert len(said) == len(BUILT)
    assert "prices.csv: kept, the folder has no prices.json." in said
    assert "ip_ranges.parquet: kept, the folder has no ip-ranges.json." in said
    assert content(into) == before


def changed(name: str, *path: Any, to: Any) -> dict[str, Any]:
    sources = copy.deepcopy(SOURCES)
    at = sources[name]
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    return sources


PRICE = ("prices.json", "regions", "us-east-1", "prices", "nat_gateway_gb")


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (changed("prices.json", "regions", to=[]), "prices.json has not the expected shape"),
        (changed(*PRICE, "source", to="nobody"), "prices.json has not the expected shape .*nobody"),
        (changed(*PRICE, "value", to=4500), "prices.csv is not usable: a price is not between"),
        (changed(*PRICE, "value", to=None), "prices.csv is not usable: a row that must be there is missing"),
        (
            changed("hostname_endpoint_map.json", "rows", 2, "pattern", to="s3.{region}.amazonaws.com"),
            "a key stands twice",
        ),
        (changed("usage_type_prefixes.json", "prefix_to_region", "", "region", to=None), "a value is missing"),
        (
            changed("endpoint_services.json", "regions_proxy", to={"us-east-1": ["nothing"]}),
            "has not the expected shape",
        ),
    ],
)
def test_a_broken_source_replaces_nothing(tmp_path: Path, into: Path, sources: dict[str, Any], said: str) -> None:
    for name in BUILT:
        (into / name).write_text("as it was")
    before = content(into)
    with pytest.raises(NatAttribError, match=said) as error:
        refresh(gather(tmp_path / "bad", sources), into, gathered=date(2027, 1, 1))
    assert "nothing was replaced" in str(error.value)
    assert content(into) == before


def test_a_table_that_lost_most_of_its_rows_is_not_believed(tmp_path: Path, into: Path) -> None:
    refresh(gather(tmp_path / "in"), into, gathered=GATHERED)
    before = content(into)
    few = copy.deepcopy(SOURCES)
    few["hostname_endpoint_map.json"]["rows"] = few["hostname_endpoint_map.json"]["rows"][:1]
    with pytest.raises(NatAttribError, match="1 rows, fewer than half"):
        refresh(gather(tmp_path / "few", few), into, gathered=GATHERED)
    assert content(into) == before


def test_from_aws_comes_ip_ranges_alone(tmp_path: Path, into: Path) -> None:
    refresh(gather(tmp_path / "in"), into, gathered=GATHERED)
    before = content(into)
    with served({"/": whole(S3, ("198.51.100.0/24", "EC2", "us-east-1")), "/part": document(S3)}) as url:
        said = refresh(f"{url}/", into)
        with pytest.raises(NatAttribError, match="1 IPv4 prefixes"):
            refresh(f"{url}/part", into)
    assert sum(": kept, " in sentence for sentence in said) == 5
    assert shipped.table("ip_ranges.parquet", into).height == 5_002
    after = content(into)
    assert {name for name in before if before[name] != after[name]} == {"ip_ranges.parquet"}


def test_a_folder_that_is_none_is_a_sentence(tmp_path: Path, into: Path) -> None:
    with pytest.raises(NatAttribError, match="is not a folder; name the folder of the gathered files"):
        refresh(tmp_path / "nowhere", into)


def test_the_shipped_tables_are_what_the_gathered_files_give(into: Path) -> None:
    refresh(shared("data"), into, gathered=GATHERED)
    for name in BUILT:
        assert shipped.table(name).equals(shipped.table(name, into)), name
