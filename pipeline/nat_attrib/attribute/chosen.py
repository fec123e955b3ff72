"""Reads what the logs delivered in the dirty hours of some days and stores which of them count."""

from __future__ import annotations

from calendar import timegm
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

import polars as pl

from nat_attrib.attribute.choose import HOUR, LogSpan, Piece, choose, left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from nat_attrib.duck import Duck

_SPAN: dict[str, Any] = {
    "hour": pl.Datetime("us"),
    "nat_gateway_id": pl.String,
    "interface_id": pl.String,
    "flow_log_id": pl.String,
    "capture": pl.String,
    "first_second": pl.Int64,
    "last_second": pl.Int64,
    "on_from": pl.Int64,
    "on_until": pl.Int64,
}
_CLIENT: dict[str, Any] = {"hour": pl.Datetime("us"), "nat_gateway_id": pl.String, "client_ip": pl.String}


def choose_logs(duck: Duck, first_day: date, last_day: date) -> None:
    """Choose between the logs and captures of the days' dirty hours: `chosen_log`, and the temporary `client_flow`.

    Between logs on one ENI first; then, where a gateway's own log and a client's tell of one client, between those.
    """
    duck.run("stages/attribute/log_span", first_day=first_day, last_day=last_day)
    own = choose(LogSpan(*row) for row in duck.rows("from log_span"))
    duck.run("stages/attribute/client_flow")
    contested = choose(LogSpan(*row) for row in duck.rows("from client_contested"))
    with duck.frame("chosen_own", _spans(own)), duck.frame("chosen_now", _spans(contested)):
        duck.run("stages/attribute/client_option")
        out, own_out = _between_captures(own, duck.rows("from client_option"))
        with duck.frame("client_left_out_now", out), duck.frame("own_left_out_now", own_out):
            duck.run("stages/attribute/chosen_log")


def beside_nat(duck: Duck) -> None:
    """Leave in the temporary `beside_flow` what does not cross NAT in the dirty hours, of the logs that count.

    Needs `choose_logs` before, for which hours are dirty.
    """
    duck.run("stages/attribute/beside_span")
    chosen = choose(LogSpan(*row) for row in duck.rows("from beside_contested"))
    with duck.frame("chosen_beside", _spans(chosen)):
        duck.run("stages/attribute/beside_flow")


def _between_captures(own: Sequence[LogSpan], options: Iterable[tuple[Any, ...]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the clients whose own logs do not count, and those whose rows in a gateway's own log do not."""
    by_gateway = {key: list(group) for key, group in groupby(sorted(own, key=_gateway_hour), key=_gateway_hour)}
    clients: list[tuple[datetime, str, str]] = []
    rows: list[tuple[object, ...]] = []
    for hour, gateway, client_ip, on_from, on_until, has_total in options:
        begin = timegm(hour.timetuple())
        client = Piece(max(on_from, begin), min(on_until, begin + HOUR))
        spans = left_out(by_gateway[hour, gateway], client, has_total=has_total)
        if spans is None:
            clients.append((hour, gateway, client_ip))
        else:
            rows += ((*(getattr(span, name) for name in _OWN), client_ip) for span in spans)
    return (
        pl.DataFrame(clients, schema=_CLIENT, orient="row"),
        pl.DataFrame(rows, schema={**{name: _SPAN[name] for name in _OWN}, "client_ip": pl.String}, orient="row"),
    )


_OWN = ("hour", "nat_gateway_id", "interface_id", "flow_log_id", "capture")


def _gateway_hour(span: LogSpan) -> tuple[datetime, str]:
    return (span.hour, span.nat_gateway_id)


def _spans(spans: Iterable[LogSpan]) -> pl.DataFrame:
    return pl.DataFrame([asdict(span) for span in spans], schema=_SPAN, strict=False)
