"""What a correct program must answer, worked out record by record by the documented rule (design, section 3).

L1 and L4 of accepted records count. A record that spans hours is split over [start, end) in whole bytes, the remainder
to the last hour, packets to the first; a record whose start is its end stays whole. The remote's port is None when
both ports are 32768 or higher.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.world.records import Record

HOUR = 3600
EPHEMERAL = 32768


def hour_of(second: int) -> datetime:
    """Return the start of the hour, UTC, without a time zone, as the store holds it."""
    return datetime.fromtimestamp(second // HOUR * HOUR, UTC).replace(tzinfo=None)


def by_hour(start: int, end: int, total: int) -> list[tuple[int, int]]:
    """Split `total` over the hours of [start, end): (first second of the hour, whole units), remainder last."""
    if end <= start:
        return [(start // HOUR * HOUR, total)]
    parts = []
    left = total
    hour = start // HOUR * HOUR
    while hour + HOUR < end:
        seconds = hour + HOUR - max(hour, start)
        amount = total * seconds // (end - start)
        parts.append((hour, amount))
        left -= amount
        hour += HOUR
    return [*parts, (hour, left)]


@dataclass(frozen=True)
class Key:
    """What a row of truth speaks of."""

    hour: datetime
    nat_gateway_id: str
    client_ip: str
    remote_ip: str
    remote_port: int | None
    protocol: int


def counted(records: Iterable[Record]) -> Iterator[Record]:
    """Yield the records whose bytes count: accepted, complete, on L1 or L4."""
    for record in records:
        values = record.values
        if record.leg in {"L1", "L4"} and values.get("action") == "ACCEPT" and values.get("log_status") == "OK":
            yield record


def truth_rows(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return the exact bytes: one dict per hour, gateway, client, remote, port and protocol, sorted.

    Keys: hour, nat_gateway_id, client_ip, remote_ip, remote_port, protocol, bytes_out, bytes_in, packets. A row whose
    three numbers are all 0 is left out.
    """
    sums: dict[Key, list[int]] = {}
    for record in counted(records):
        values = record.values
        outward = record.leg == "L1"
        client, remote = ("pkt_srcaddr", "pkt_dstaddr") if outward else ("pkt_dstaddr", "pkt_srcaddr")
        near, far = ("srcport", "dstport") if outward else ("dstport", "srcport")
        client_port, remote_port = int(values[near] or 0), int(values[far] or 0)
        port = None if min(client_port, remote_port) >= EPHEMERAL else remote_port
        packets = int(values["packets"] or 0)
        for second, amount in by_hour(record.start, record.end, int(values["bytes"] or 0)):
            key = Key(
                hour_of(second),
                str(record.nat_gateway_id),
                str(values[client]),
                str(values[remote]),
                port,
                int(values["protocol"] or 0),
            )
            row = sums.setdefault(key, [0, 0, 0])
            row[0 if outward else 1] += amount
            row[2] += packets
            packets = 0
    order = sorted(sums, key=lambda key: (*[*vars(key).values()][:4], key.remote_port or -1, key.protocol))
    return [
        vars(key) | {"bytes_out": sums[key][0], "bytes_in": sums[key][1], "packets": sums[key][2]}
        for key in order
        if any(sums[key])
    ]


def leg_rows(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return the sums of all four legs: hour, nat_gateway_id, l1_bytes to l4_bytes, of accepted records."""
    sums: dict[tuple[datetime, str], dict[str, int]] = {}
    for record in records:
        if record.leg not in {"L1", "L2", "L3", "L4"} or record.values.get("action") != "ACCEPT":
            continue
        for second, amount in by_hour(record.start, record.end, int(record.values["bytes"] or 0)):
            row = sums.setdefault((hour_of(second), str(record.nat_gateway_id)), dict.fromkeys(LEG_COLUMNS, 0))
            row[f"{record.leg.lower()}_bytes"] += amount
    return [{"hour": hour, "nat_gateway_id": gateway, **sums[hour, gateway]} for hour, gateway in sorted(sums)]


LEG_COLUMNS = ("l1_bytes", "l2_bytes", "l3_bytes", "l4_bytes")
