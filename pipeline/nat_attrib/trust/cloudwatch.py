"""CloudWatch's count of each NAT gateway: hourly sums of `AWS/NATGateway`, summed over AZs.

Zonal gateways have the dimension NatGatewayId alone, regional ones an AvailabilityZone beside it. ListMetrics tells
which exist, but only of the last two weeks, so the gateways that the file knows are asked for as well.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from nat_attrib import aws

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nat_attrib.window import Window

NAMESPACE: Final = "AWS/NATGateway"
METRICS: Final = (
    "BytesInFromSource",
    "BytesOutToSource",
    "BytesInFromDestination",
    "BytesOutToDestination",
    "ErrorPortAllocation",
    "PacketsDropCount",
)
"""All are sums."""
QUERIES_A_CALL: Final = 500
"""GetMetricData's limit."""
KEPT: Final = timedelta(days=455)
"""How long CloudWatch keeps hourly points."""
_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "hour": pl.Datetime("us"),
    "nat_gateway_id": pl.String,
    "metric": pl.String,
    "value": pl.Float64,
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One series of dimensions: a zonal gateway, or a regional one in one AZ."""

    nat_gateway_id: str
    availability_zone: str | None = None

    def dimensions(self) -> list[dict[str, str]]:
        """Return what GetMetricData takes."""
        found = [{"Name": "NatGatewayId", "Value": self.nat_gateway_id}]
        if self.availability_zone:
            found.append({"Name": "AvailabilityZone", "Value": self.availability_zone})
        return found


@dataclass(slots=True)
class Answer:
    """What one region's CloudWatch said."""

    rows: pl.DataFrame
    """hour, nat_gateway_id, metric, value."""
    notes: list[str] = field(default_factory=list)
    """What is missing, as sentences."""


def fetch(client: Any, window: Window, known: Iterable[Place], now: datetime) -> Answer:  # noqa: ANN401 - boto3 has no types
    """Return the hourly sums of every NAT gateway of the client's region.

    Args:
        client: a CloudWatch client.
        window: whole hours are asked for; what lies beyond CloudWatch's 455 days is left out.
        known: gateways that the file knows, beside those that ListMetrics shows.
        now: the present, UTC without a time zone.

    Raises:
        AccessError: AWS refused; the sentence names the permission.
    """
    since, until = max(window.since, now - KEPT), min(window.until, now)
    places = discover(client, known)
    sums: dict[tuple[datetime, str, str], float] = defaultdict(float)
    notes: list[str] = []
    if since < until:
        queries = [(place, metric) for place in places for metric in METRICS]
        for start in range(0, len(queries), QUERIES_A_CALL):
            _fetch(client, queries[start : start + QUERIES_A_CALL], (since, until), sums, notes)
    rows = [(hour, gateway, metric, value) for (hour, gateway, metric), value in sorted(sums.items())]
    return Answer(pl.DataFrame(rows, schema=_SCHEMA, orient="row"), notes)


def discover(client: Any, known: Iterable[Place]) -> list[Place]:  # noqa: ANN401
    """Return the series to ask for. A gateway with series by AZ has them alone, so that nothing is added up twice."""
    found: dict[str, set[str | None]] = defaultdict(set)
    for place in known:
        found[place.nat_gateway_id].add(place.availability_zone)
    for page in aws.pages(client, "list_metrics", Namespace=NAMESPACE, MetricName="BytesInFromSource"):
        for metric in page["Metrics"]:
            names = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
            if "NatGatewayId" in names and set(names) <= {"NatGatewayId", "AvailabilityZone"}:
                found[names["NatGatewayId"]].add(names.get("AvailabilityZone"))
    return [
        Place(gateway, zone) for gateway in sorted(found) for zone in sorted(found[gateway] - {None} or {None}, key=str)
    ]


def _fetch(
    client: Any,  # noqa: ANN401
    queries: Sequence[tuple[Place, str]],
    span: tuple[datetime, datetime],
    sums: dict[tuple[datetime, str, str], float],
    notes: list[str],
) -> None:
    asked = [
        {
            "Id": f"q{number}",
            "MetricStat": {
                "Metric": {"Namespace": NAMESPACE, "MetricName": metric, "Dimensions": place.dimensions()},
                "Period": 3600,
                "Stat": "Sum",
            },
            "ReturnData": True,
        }
        for number, (place, metric) in enumerate(queries)
    ]
    start, end = (moment.replace(tzinfo=UTC) for moment in span)
    statuses: dict[str, str] = {}
    for page in aws.pages(
        client, "get_metric_data", MetricDataQueries=asked, StartTime=start, EndTime=end, ScanBy="TimestampAscending"
    ):
        notes.extend(f"CloudWatch says: {each.get('Value') or each.get('Code')}." for each in page.get("Messages", ()))
        for result in page["MetricDataResults"]:
            place, metric = queries[int(result["Id"][1:])]
            statuses[result["Id"]] = result.get("StatusCode", "Complete")
            for hour, value in _points(result):
                sums[hour, place.nat_gateway_id, metric] += value
    failed = {queries[int(name[1:])][0].nat_gateway_id for name, status in statuses.items() if status != "Complete"}
    if failed:
        notes.append(f"CloudWatch did not give all points of {', '.join(sorted(failed))}; run again.")


def _points(result: dict[str, Any]) -> Iterator[tuple[datetime, float]]:
    for moment, value in zip(result["Timestamps"], result["Values"], strict=True):
        hour = moment.astimezone(UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)
        yield hour, float(value)
