"""The bill from Cost Explorer, where there is no export: daily totals per account and usage type, no resource ids."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from nat_attrib import aws
from nat_attrib.trust import bill

if TYPE_CHECKING:
    from nat_attrib.duck import Duck
    from nat_attrib.window import Window

_SERVICES: Final = {"EC2 - Other": "AmazonEC2", "Amazon Virtual Private Cloud": "AmazonVPC"}
"""Cost Explorer's names of the products that bill NAT gateways and VPC endpoints."""
_SCHEMA: Final = dict.fromkeys(
    (
        "started", "ended", "account", "product", "usage_type", "operation", "resource", "amount", "cost", "net_cost",
        "currency", "line_type", "region",
    ),
    pl.String,
)  # fmt: skip
PLACE: Final = "Cost Explorer"


def load(duck: Duck, client: Any, window: Window) -> bill.BillRead:  # noqa: ANN401 - boto3 has no types
    """Ask Cost Explorer for the days of the window (AWS bills $0.01 a page) and replace those months in `bill_line`.

    Raises:
        AccessError: AWS denied ce:GetCostAndUsage.
    """
    done = bill.BillRead()
    duck.run("stages/trust/bill_begin")
    rows = [row for service, product in _SERVICES.items() for row in _days(client, window, service, product)]
    with (
        duck.frame("usage_prefix", bill.prefixes()),
        duck.frame("bill_file", pl.DataFrame(rows, schema=_SCHEMA, orient="row")),
    ):
        duck.run("stages/trust/bill_file")
    bill.replace(duck, PLACE, done)
    return done


def _days(client: Any, window: Window, service: str, product: str) -> list[tuple[str | None, ...]]:  # noqa: ANN401
    # From the first of the month: rows replace whole months.
    last = (window.until - timedelta(microseconds=1)).date() + timedelta(days=1)
    period = {"Start": window.since.date().replace(day=1).isoformat(), "End": last.isoformat()}
    asked: dict[str, object] = {
        "TimePeriod": period,
        "Granularity": "DAILY",
        "Metrics": ["UsageQuantity", "UnblendedCost", "NetUnblendedCost"],
        "GroupBy": [{"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}, {"Type": "DIMENSION", "Key": "USAGE_TYPE"}],
        "Filter": {
            "And": [
                {"Dimensions": {"Key": "SERVICE", "Values": [service]}},
                {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Usage"]}},
            ]
        },
    }
    rows: list[tuple[str | None, ...]] = []
    token: str | None = None
    while True:
        more = {"NextPageToken": token} if token else {}
        for page in aws.pages(client, "get_cost_and_usage", **asked, **more):
            for day in page["ResultsByTime"]:
                rows += [_row(day["TimePeriod"], group, product) for group in day.get("Groups", ())]
            token = page.get("NextPageToken")
        if not token:
            return rows


def _row(period: dict[str, str], group: dict[str, Any], product: str) -> tuple[str | None, ...]:
    account, usage_type = group["Keys"]
    metrics = group["Metrics"]
    cost = metrics.get("UnblendedCost", {})
    return (
        period["Start"], period["End"], account, product, usage_type, None, None,
        metrics.get("UsageQuantity", {}).get("Amount"), cost.get("Amount"),
        metrics.get("NetUnblendedCost", {}).get("Amount"), cost.get("Unit"), "Usage", None,
    )  # fmt: skip
