"""The cheapest flow log that shows all of a NAT gateway's bytes: the command that makes it, and what it costs."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from nat_attrib.doctor.flow_logs import DEFAULT_FIELDS, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nat_attrib.doctor.flow_logs import FlowLog, Gateway
    from nat_attrib.duck import Duck

FIELDS = (
    *DEFAULT_FIELDS, "vpc-id", "subnet-id", "type", "pkt-srcaddr", "pkt-dstaddr", "region", "az-id",
    "pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path", "resource-id", "interface-type",
)  # fmt: skip
"""What the gateway's own records can tell. Instances and ECS tasks are known at their own interfaces alone."""
PARQUET_BYTES = 21
"""Bytes of a record in gzip Parquet, measured on generated logs with the fields of version 5."""
TEXT_BYTES = 233
"""Bytes of a record with `FIELDS` as a line of text, measured on the logs of this repository's invented networks."""
INTERVAL_SECONDS = 600
"""The longer of the two intervals that AWS offers: the fewest records, and the report sums by hour."""
HOURS = 730
PLACEHOLDER = "arn:aws:s3:::amzn-s3-demo-bucket/flow-logs/"
"""Where no log that is there shows which bucket to use."""
ASSUMPTION = (
    f"Each record is {PARQUET_BYTES} bytes as delivered (Parquet) and {TEXT_BYTES} as text. AWS does not say which of "
    "the two it meters, so the cost lies between; storage in S3 comes on top."
)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many records a gateway makes."""

    records_an_hour: float
    source: str
    """Where that is known from."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a flow log costs a month, as far as it is known; dollars are NULL where there is no price or no record."""

    records_per_month: int | None
    """From what other logs, or CloudWatch, show of these gateways; None where nothing shows it."""
    records_source: str | None
    """Where that is known from."""
    low_usd_per_month: float | None
    """Where AWS meters what it delivers."""
    high_usd_per_month: float | None
    """Where AWS meters the records as text."""
    low_usd_per_million_records: float | None
    high_usd_per_million_records: float | None
    source: str | None
    """Where the price was read."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One command, for gateways of one account and region."""

    account_id: str
    region: str
    nat_gateway_ids: tuple[str, ...]
    command: str
    has_placeholder: bool
    """Whether the bucket's name must be put in."""
    cost: Cost


def proposals(duck: Duck, gateways: Sequence[Gateway], rates: Mapping[str, Rate], bucket: str | None) -> list[Proposal]:
    """Return the commands for the gateways that no log shows wholly.

    Args:
        duck: has the inventory and the prices.
        gateways: in the order of account and region.
        rates: of the gateways whose records something shows.
        bucket: where to deliver to; None takes where the account's logs go already.
    """
    logs = [log for gateway in gateways for log in gateway.flow_logs]
    lacking = [gateway for gateway in gateways if gateway.verdict is not Verdict.WHOLE and gateway.resource_ids]
    found = []
    for (account_id, region, is_regional), group in groupby(
        sorted(lacking, key=lambda one: (one.account_id, one.region, one.is_regional)),
        key=lambda one: (one.account_id, one.region, one.is_regional),
    ):
        members = list(group)
        destination = f"arn:{partition(region)}:s3:::{bucket}" if bucket else shared_destination(logs, account_id)
        found.append(
            Proposal(
                account_id,
                region,
                tuple(one.nat_gateway_id for one in members),
                _command(region, members, destination or PLACEHOLDER, is_regional=is_regional),
                destination is None,
                _cost(duck, region, members, rates),
            )
        )
    return found


def partition(region: str) -> str:
    """Return the part of AWS that a region belongs to, as ARNs name it."""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


def shared_destination(logs: Sequence[FlowLog], account_id: str) -> str | None:
    """Return where a log that is delivered well goes to: of this account, else of any."""
    good = [
        (log.account_id != account_id, log.destination)
        for log in logs
        if log.is_usable and log.destination and ":s3:::" in log.destination
    ]
    return min(good)[1] if good else None


def _command(region: str, gateways: Sequence[Gateway], destination: str, *, is_regional: bool) -> str:
    kind = "RegionalNatGateway" if is_regional else "NetworkInterface"
    resources = [resource for gateway in gateways for resource in gateway.resource_ids]
    return create_flow_logs(region, kind, resources, destination, FIELDS)


def create_flow_logs(region: str, kind: str, resources: Sequence[str], destination: str, fields: Sequence[str]) -> str:
    """Return the command that makes a flow log of accepted traffic in Parquet, on resources of one kind."""
    lines = [
        ["aws", "ec2", "create-flow-logs", "--region", region, "--resource-type", kind],
        ["--resource-ids", *resources],
        ["--traffic-type", "ACCEPT", "--max-aggregation-interval", str(INTERVAL_SECONDS)],
        ["--log-destination-type", "s3", "--log-destination", destination],
        ["--destination-options", "FileFormat=parquet,HiveCompatiblePartitions=true,PerHourPartition=true"],
        ["--log-format", " ".join(f"${{{name}}}" for name in fields)],
    ]
    return " \\\n  ".join(" ".join(map(shlex.quote, line)) for line in lines)


def per_million(duck: Duck, region: str) -> tuple[float | None, float | None, str | None]:
    """Return what a million records cost at least and at most, in dollars, and where the price was read."""
    priced = dict(
        duck.rows(
            "select item, price::double from rate where region = $region and currency = 'USD' and from_gb = 0 "
            "and item in ('flow_log_s3_gb', 'flow_log_parquet_gb')",
            region=region,
        )
    )
    sources = duck.rows(
        "select source, as_of from rate where region = $region and item = 'flow_log_s3_gb'", region=region
    )
    delivery, conversion = priced.get("flow_log_s3_gb"), priced.get("flow_log_parquet_gb")
    if delivery is None or conversion is None:
        return None, None, None
    source = ", ".join(str(each) for each in sources[0] if each) if sources else None
    # What goes into the conversion is metered, in either case.
    low, high = (1e6 / 2**30 * (size * delivery + TEXT_BYTES * conversion) for size in (PARQUET_BYTES, TEXT_BYTES))
    return low, high, source


def _cost(duck: Duck, region: str, gateways: Sequence[Gateway], rates: Mapping[str, Rate]) -> Cost:
    *million, source = per_million(duck, region)
    known = [rates[one.nat_gateway_id] for one in gateways if one.nat_gateway_id in rates]
    records = round(sum(each.records_an_hour for each in known) * HOURS) if len(known) == len(gateways) else None
    shown = "; ".join(dict.fromkeys(each.source for each in known)) if records is not None else None
    month = [None if records is None or each is None else records / 1e6 * each for each in million]
    return Cost(records, shown, month[0], month[1], million[0], million[1], source)
