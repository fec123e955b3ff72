"""A small file and fixed recommendations for the tests of the report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nat_attrib.window import Window

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

GOLDEN = Path(__file__).parent / "golden"


DAY = Window(datetime(2026, 5, 1), datetime(2026, 5, 2))

RECOMMENDATIONS: list[dict[str, Any]] = [
    {
        "id": "r-1111111111111111",
        "action": "create_gateway_endpoint",
        "account_id": "111122223333",
        "region": "ap-east-1",
        "vpc_id": "vpc-0aaaaaaaaaaaaaaa1",
        "service_name": "com.amazonaws.ap-east-1.s3",
        "vpc_endpoint_id": None,
        "route_table_ids": ["rtb-0aaaaaaaaaaaaaaa1", "rtb-0aaaaaaaaaaaaaaa2"],
        "subnet_ids": ["subnet-0ccccccccccccccc1"],
        "az_ids": ["ape1-az1", "ape1-az3"],
        "nat_gateway_ids": ["nat-0aaaaaaaaaaaaaaa1"],
        "gib_per_month": 21290.5,
        "nat_usd_per_month": 1064.525,
        "endpoint_usd_per_month": 0.0,
        "saving_usd_per_month": 1186.25,
        "break_even_gib_per_month": 0.0,
        "confidence": "high",
        "because": "700.0 GiB of S3 in this region crossed NAT in 24 hours; a gateway endpoint is free.",
    },
    {
        "id": "r-2222222222222222",
        "action": "use_private_path",
        "account_id": "111122223333",
        "region": "ap-east-1",
        "vpc_id": "vpc-0aaaaaaaaaaaaaaa1",
        "service_name": None,
        "vpc_endpoint_id": None,
        "route_table_ids": [],
        "subnet_ids": [],
        "az_ids": [],
        "nat_gateway_ids": ["nat-0aaaaaaaaaaaaaaa1"],
        "gib_per_month": 608.3,
        "nat_usd_per_month": None,
        "endpoint_usd_per_month": None,
        "saving_usd_per_month": None,
        "break_even_gib_per_month": None,
        "confidence": "low",
        "because": "our own <www.shop.example> is called by its public address; \x1b[2Ja private zone | ends it.",
    },
]


def fill(duck: Duck) -> Duck:
    """Fill an empty file with the day of `golden/small.sql`."""
    duck.execute((GOLDEN / "small.sql").read_text(encoding="utf-8"))
    return duck
