"""What a monitor watches: one file per run, for Prometheus' textfile collector or as CloudWatch's embedded metrics."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nat_attrib.errors import NatAttribError

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

_NAMESPACE = "NatAttrib"


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure."""

    name: str
    """In Prometheus' manner, with the unit."""
    value: float
    help: str
    unit: str
    """CloudWatch's word."""
    gateway: str | None = None
    """The NAT gateway that it is of; None for the whole."""
    service: tuple[str, str, str] | None = None
    """The service, its region and what would take it off NAT, where it is of one."""

    @property
    def labels(self) -> dict[str, str]:
        """Return what tells it from others of its name, in Prometheus' words."""
        if self.service is not None:
            return dict(zip(("service", "service_region", "served_by"), self.service, strict=True))
        return {"nat_gateway_id": self.gateway} if self.gateway else {}


def measure(duck: Duck, *, objects: int, not_read: int, seconds: float) -> list[Metric]:
    """Return the figures of a run: what it did, and what the last day of the file shows.

    Dollars of a gateway without a price are left out, never 0.

    Args:
        duck: the file, at the end of the run.
        objects: objects read.
        not_read: objects and places that are not, or not wholly, in the numbers.
        seconds: what the run took.
    """
    duck.run("stages/metrics/figures")
    newest, rows, size_bytes = duck.row("from metric_whole")
    found = [
        Metric("nat_attrib_run_objects", objects, "Objects read by the last run.", "Count"),
        Metric("nat_attrib_run_not_read", not_read, "Objects and places not, or not wholly, read.", "Count"),
        Metric("nat_attrib_run_seconds", round(seconds, 3), "What the last run took.", "Seconds"),
        Metric("nat_attrib_rows", rows, "Hourly rows by service in the file.", "Count"),
        Metric("nat_attrib_logs_bytes", size_bytes, "Bytes of all objects in the ledger, as stored.", "Bytes"),
    ]
    if newest is not None:
        lag = max(0.0, time.time() - newest)
        found.append(Metric("nat_attrib_lag_seconds", round(lag), "Age of the newest flow record.", "Seconds"))
    for gateway, nat_bytes, usd, coverage in duck.rows("from metric_gateway order by nat_gateway_id"):
        found.append(Metric("nat_attrib_nat_bytes", nat_bytes, "Bytes in the last 24 hours.", "Bytes", gateway))
        found.append(Metric("nat_attrib_coverage_ratio", coverage, "Of these hours in the logs.", "None", gateway))
        if usd is not None:
            found.append(Metric("nat_attrib_nat_usd", round(usd, 6), "Processing in these hours.", "None", gateway))
    for name, region, served_by, nat_bytes, usd in duck.rows("from metric_service order by all"):
        service = (name, region, served_by)
        said = "Bytes through NAT in the last 24 hours."
        found.append(Metric("nat_attrib_service_bytes", nat_bytes, said, "Bytes", service=service))
        if usd is not None:
            said = "Processing of these bytes."
            found.append(Metric("nat_attrib_service_usd", round(usd, 6), said, "None", service=service))
    return found


def write(metrics: list[Metric], place: str) -> None:
    """Write the figures: `-` is stdout as embedded metrics; a name that ends with `.prom` is Prometheus' text.

    Raises:
        NatAttribError: the file cannot be written.
    """
    text = prometheus(metrics) if place.endswith(".prom") else embedded(metrics)
    if place == "-":
        sys.stdout.write(text)
        return
    path = Path(place)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # The collector must never read half a file.
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise NatAttribError(f"The metrics file {place} cannot be written ({error.strerror}).") from error


def prometheus(metrics: list[Metric]) -> str:
    """Return the figures in Prometheus' text format."""
    lines: list[str] = []
    for name in dict.fromkeys(metric.name for metric in metrics):
        same = [metric for metric in metrics if metric.name == name]
        lines += [f"# HELP {name} {same[0].help}", f"# TYPE {name} gauge"]
        for metric in same:
            labels = ",".join(f'{label}="{_quoted(value)}"' for label, value in metric.labels.items())
            lines.append(f"{name}{{{labels}}} {metric.value}" if labels else f"{name} {metric.value}")
    return "\n".join(lines) + "\n"


def embedded(metrics: list[Metric]) -> str:
    """Return the figures as lines of CloudWatch's embedded metric format: one for the whole, one per gateway.

    Those of services are left out: CloudWatch bills every combination of dimensions as a metric of its own.
    """
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    lines = []
    told = [metric for metric in metrics if metric.service is None]
    for gateway in dict.fromkeys(metric.gateway for metric in told):
        same = [metric for metric in told if metric.gateway == gateway]
        about = {
            "Namespace": _NAMESPACE,
            "Dimensions": [["NatGatewayId"] if gateway else []],
            "Metrics": [{"Name": metric.name, "Unit": metric.unit} for metric in same],
        }
        content = {"_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [about]}}
        ids = {"NatGatewayId": gateway} if gateway else {}
        lines.append(json.dumps({**content, **ids, **{metric.name: metric.value for metric in same}}))
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
