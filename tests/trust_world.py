"""CloudWatch and bills for the worlds: what AWS would say of the same bytes, from the world's own legs."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = "111122223333"
REGION = "ap-east-1"
PREFIX = "APE1"
METRIC_OF_LEG = {
    "BytesInFromSource": "l1_bytes",
    "BytesOutToSource": "l4_bytes",
    "BytesInFromDestination": "l3_bytes",
    "BytesOutToDestination": "l2_bytes",
}
USD_PER_GB = 0.0585
USD_PER_HOUR = 0.065


def put_metrics(client: Any, legs: list[dict[str, Any]], zones: tuple[str, ...] = ()) -> None:
    """Write each hour's legs to CloudWatch, spread over minutes and, for a regional gateway, over AZs."""
    for row in legs:
        data = []
        for metric, leg in METRIC_OF_LEG.items():
            for number, (moment, value) in enumerate(_minutes(row["hour"], row[leg])):
                dimensions = [{"Name": "NatGatewayId", "Value": row["nat_gateway_id"]}]
                if zones:
                    dimensions.append({"Name": "AvailabilityZone", "Value": zones[number % len(zones)]})
                data.append(_datum(metric, dimensions, moment, value))
        client.put_metric_data(Namespace="AWS/NATGateway", MetricData=data)


def put(client: Any, metric: str, dimensions: list[dict[str, str]], moment: datetime, value: float) -> None:
    client.put_metric_data(Namespace="AWS/NATGateway", MetricData=[_datum(metric, dimensions, moment, value)])


def _datum(metric: str, dimensions: list[dict[str, str]], moment: datetime, value: float) -> dict[str, Any]:
    return {"MetricName": metric, "Dimensions": dimensions, "Timestamp": moment.replace(tzinfo=UTC), "Value": value}


def session() -> Any:
    """Return a boto3 session of the worlds' account, inside moto."""
    role = boto3.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/reader", RoleSessionName="tests")
    keys = role["Credentials"]
    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name=REGION)


def _minutes(hour: datetime, total: int) -> list[tuple[datetime, int]]:
    part = total // 3
    return [
        (hour, part),
        (hour + timedelta(minutes=17), part),
        (hour + timedelta(minutes=59), total - 2 * part),
    ]


def bill_rows(legs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return CUR 2.0 lines of an hourly export: bytes and hours of each gateway, and lines that must not be counted."""
    rows = []
    for row in legs:
        gb = (row["l1_bytes"] + row["l4_bytes"]) / 2**30
        arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:natgateway/{row['nat_gateway_id']}"
        rows.append(line(row["hour"], f"{PREFIX}-NatGateway-Bytes", gb, gb * USD_PER_GB, resource=arn))
        rows.append(line(row["hour"], f"{PREFIX}-NatGateway-Hours", 1, USD_PER_HOUR, resource=arn))
    return [*rows, *decoys(legs[0]["hour"])]


def decoys(hour: datetime) -> list[dict[str, Any]]:
    """Return lines whose usage types only look like the right ones, credits, and other products' lines."""
    return [
        line(hour, f"{PREFIX}-NatGateway-Bytes", 7, -7, kind="Credit"),
        line(hour, f"{PREFIX}-NatGateway-Bytes", 7, 7, product="AmazonVPC"),
        line(hour, f"{PREFIX}-MyNatGateway-Bytes-More", 7, 7),
        line(hour, f"{PREFIX}-VpcEndpoint-GWLBE-Bytes", 7, 7, product="AmazonVPC"),
        line(hour, f"{PREFIX}-BoxUsage:t3.nano", 1, 0.01),
    ]


def line(
    hour: datetime,
    usage_type: str,
    amount: float,
    cost: float,
    *,
    resource: str = "",
    kind: str = "Usage",
    product: str = "AmazonEC2",
    length: timedelta = timedelta(hours=1),
) -> dict[str, Any]:
    return {
        "bill_payer_account_id": ACCOUNT,
        "line_item_usage_start_date": hour,
        "line_item_usage_end_date": hour + length,
        "line_item_usage_account_id": ACCOUNT,
        "line_item_product_code": product,
        "line_item_usage_type": usage_type,
        "line_item_operation": "NatGateway",
        "line_item_resource_id": resource,
        "line_item_usage_amount": float(amount),
        "line_item_unblended_cost": float(cost),
        "line_item_currency_code": "USD",
        "line_item_line_item_type": kind,
        "product_region_code": REGION,
    }


_FOCUS = {
    "line_item_usage_start_date": "ChargePeriodStart",
    "line_item_usage_end_date": "ChargePeriodEnd",
    "line_item_usage_account_id": "SubAccountId",
    "line_item_product_code": "x_ServiceCode",
    "line_item_usage_type": "x_UsageType",
    "line_item_operation": "x_Operation",
    "line_item_resource_id": "ResourceId",
    "line_item_usage_amount": "ConsumedQuantity",
    "line_item_unblended_cost": "BilledCost",
    "line_item_currency_code": "BillingCurrency",
    "line_item_line_item_type": "ChargeCategory",
    "product_region_code": "RegionId",
}


def write_cur2(rows: list[dict[str, Any]], folder: Path) -> Path:
    """Write CUR 2.0 Parquet under its own layout; return the export's folder."""
    for month, members in _by_month(rows).items():
        path = folder / "nat" / "data" / f"BILLING_PERIOD={month}" / "nat-00001.snappy.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(members).write_parquet(path, compression="snappy")
    return folder


def write_legacy_csv(rows: list[dict[str, Any]], folder: Path, assembly: str = "0f3a") -> Path:
    """Write a legacy CUR as gzip CSV with headers such as lineItem/UsageType, an assembly folder to each edition."""
    for month, members in _by_month(rows).items():
        year, number = (int(part) for part in month.split("-"))
        period = f"{year}{number:02}01-{year + number // 12}{number % 12 + 1:02}01"
        named = [{_slashed(key): value for key, value in row.items()} for row in members]
        _write_csv(named, folder / "report" / period / assembly / "report-1.csv.gz")
    return folder


def write_focus_csv(rows: list[dict[str, Any]], folder: Path) -> Path:
    """Write a FOCUS export as gzip CSV."""
    for month, members in _by_month(rows).items():
        named = [{_FOCUS[key]: value for key, value in row.items() if key in _FOCUS} for row in members]
        _write_csv(named, folder / "focus" / "data" / f"BILLING_PERIOD={month}" / "focus-00001.csv.gz")
    return folder


def write_focus_parquet(rows: list[dict[str, Any]], folder: Path) -> Path:
    """Write a FOCUS export as Parquet."""
    for month, members in _by_month(rows).items():
        named = [{_FOCUS[key]: value for key, value in row.items() if key in _FOCUS} for row in members]
        path = folder / "focus" / "data" / f"BILLING_PERIOD={month}" / "focus-00001.snappy.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(named).write_parquet(path)
    return folder


def _by_month(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    months = defaultdict(list)
    for row in rows:
        months[f"{row['line_item_usage_start_date']:%Y-%m}"].append(row)
    return months


def _slashed(name: str) -> str:
    """Return line_item_usage_type as lineItem/UsageType."""
    for group, spelled in (("line_item_", "lineItem"), ("product_", "product"), ("bill_", "bill")):
        if name.startswith(group):
            return f"{spelled}/{''.join(word.title() for word in name.removeprefix(group).split('_'))}"
    return name


def _write_csv(rows: list[dict[str, Any]], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        for row in rows:
            writer.writerow({k: f"{v:%Y-%m-%dT%H:%M:%SZ}" if isinstance(v, datetime) else v for k, v in row.items()})
