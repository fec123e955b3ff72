"""How many records a flow log of a NAT gateway would have, where none is there: from CloudWatch's count of connections.

A connection has a record for each of its four legs in each aggregation interval in which a packet passes. So an hour
has at most 4 x (connections begun + connections open x intervals of the hour) records. CloudWatch counts TCP alone.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from nat_attrib import aws
from nat_attrib.doctor.proposal import INTERVAL_SECONDS, Rate
from nat_attrib.errors import NatAttribError
from nat_attrib.trust import cloudwatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nat_attrib.access import Look

LEGS = 4
DAYS = 7
SOURCE = "CloudWatch's count of TCP connections in the last 7 days, at most"
_WEIGHTS = {"ConnectionAttemptCount": ("Sum", 1), "ActiveConnectionCount": ("Maximum", 3600 // INTERVAL_SECONDS)}
"""Metric to its statistic by the hour, and how many records each leg of a connection has in it."""


def rates(looks: Iterable[Look], gateways: Sequence[tuple[str, str, str]]) -> dict[str, Rate]:
    """Return the records an hour of the gateways that CloudWatch knows; what it denies is said by `probe`.

    Args:
        looks: the accounts.
        gateways: account, region and id of each NAT gateway.
    """
    found: dict[str, Rate] = {}
    for look in looks:
        wanted: dict[str, list[str]] = defaultdict(list)
        for account, region, gateway in gateways:
            if account == look.account_id or look.account_id is None:
                wanted[region].append(gateway)
        for region, names in wanted.items():
            try:
                found |= estimate(look.aws.client("cloudwatch", region), names, datetime.now(UTC))
            except aws.transport_errors(NatAttribError, aws.ClientError):
                continue
    return found


def estimate(client: Any, gateways: Sequence[str], now: datetime) -> dict[str, Rate]:  # noqa: ANN401 - boto3 has no types
    """Return the records an hour of one region's gateways, over the hours that CloudWatch has points of.

    Raises:
        AccessError: AWS refused; the sentence names the permission.
    """
    places = cloudwatch.discover(client, [])
    queries = [(place, metric) for place in places if place.nat_gateway_id in gateways for metric in _WEIGHTS]
    until = now.replace(minute=0, second=0, microsecond=0)
    records: dict[str, dict[datetime, float]] = defaultdict(lambda: defaultdict(float))
    for start in range(0, len(queries), cloudwatch.QUERIES_A_CALL):
        part = queries[start : start + cloudwatch.QUERIES_A_CALL]
        asked = [
            {
                "Id": f"q{number}",
                "MetricStat": {
                    "Metric": {
                        "Namespace": cloudwatch.NAMESPACE,
                        "MetricName": metric,
                        "Dimensions": place.dimensions(),
                    },
                    "Period": 3600,
                    "Stat": _WEIGHTS[metric][0],
                },
            }
            for number, (place, metric) in enumerate(part)
        ]
        span = {"StartTime": until - timedelta(days=DAYS), "EndTime": until}
        for page in aws.pages(client, "get_metric_data", MetricDataQueries=asked, **span):
            for result in page["MetricDataResults"]:
                place, metric = part[int(result["Id"][1:])]
                for hour, value in zip(result["Timestamps"], result["Values"], strict=True):
                    records[place.nat_gateway_id][hour] += LEGS * _WEIGHTS[metric][1] * float(value)
    return {gateway: Rate(sum(hours.values()) / len(hours), SOURCE) for gateway, hours in records.items() if hours}
