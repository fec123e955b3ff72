"""Which flow log counts where several cover one NAT gateway's interface."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest

from nat_attrib.attribute.choose import LogSpan, choose

HOUR = datetime(2026, 11, 16, 9)
BASE = 1_794_819_600

LOG = LogSpan(
    hour=HOUR,
    nat_gateway_id="nat-0a",
    interface_id="eni-0a",
    flow_log_id="fl-1",
    capture="nat_eni",
    first_second=BASE,
    last_second=BASE + 3600,
    accept_bytes=1000,
    is_usable=True,
    useful_fields=5,
    on_from=BASE,
    on_until=BASE + 3600,
)


def log(flow_log_id: str, first: int, last: int, **changes: Any) -> LogSpan:
    """A log that was on from second to second of the hour."""
    return replace(
        LOG, flow_log_id=flow_log_id, first_second=BASE + first, last_second=BASE + last, on_from=BASE + first,
        on_until=BASE + last, **changes,
    )  # fmt: skip


def chosen(*spans: LogSpan) -> list[str]:
    """Choose in every order of the spans; the answer must be the same."""
    answers = {tuple(span.flow_log_id for span in choose(order)) for order in permutations(spans)}
    assert len(answers) == 1
    return sorted(answers.pop())


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([LOG], ["fl-1"], id="one log counts"),
        pytest.param([LOG, replace(LOG, flow_log_id="fl-2")], ["fl-1"], id="equal logs count once: the smallest id"),
        pytest.param(
            [LOG, replace(LOG, flow_log_id="fl-2", accept_bytes=1011)], ["fl-2"], id="1011 bytes beat 1000: below 99 %"
        ),
        pytest.param(
            [LOG, replace(LOG, flow_log_id="fl-2", accept_bytes=1009)], ["fl-1"], id="1000 bytes are 99 % of 1009"
        ),
        pytest.param(
            [LOG, replace(LOG, flow_log_id="fl-2", useful_fields=9)], ["fl-2"], id="more useful fields win a tie"
        ),
        pytest.param(
            [log("fl-1", 0, 2000), log("fl-2", 0, 3600, useful_fields=1)],
            ["fl-2"],
            id="longer covered time comes before more fields",
        ),
        pytest.param(
            [log("fl-1", 0, 3030), log("fl-2", 3000, 3600, accept_bytes=5)],
            ["fl-1", "fl-2"],
            id="a log re-created at hh:50 adds up",
        ),
        pytest.param(
            [log("fl-1", 0, 60), log("fl-2", 0, 60)],
            ["fl-1"],
            id="the same minute in two logs counts once although it is shorter than the grace",
        ),
        pytest.param([log("fl-1", 0, 0), log("fl-2", 0, 0)], ["fl-1"], id="one packet in two logs counts once"),
        pytest.param(
            [replace(log("fl-1", 0, 20), on_from=BASE - 3600), log("fl-2", 0, 3600)],
            ["fl-1", "fl-2"],
            id="the last record of a log reaches into the hour of the next and adds up",
        ),
        pytest.param(
            [replace(LOG, accept_bytes=0, is_usable=False), replace(LOG, flow_log_id="fl-2", accept_bytes=0)],
            ["fl-2"],
            id="a REJECT-only log is never chosen",
        ),
        pytest.param(
            [
                log("fl-1", 0, 1500),
                log("fl-2", 600, 3000, accept_bytes=900),
                log("fl-3", 2100, 3600, accept_bytes=800),
            ],
            ["fl-1", "fl-3"],
            id="a log that overlaps only a loser still counts",
        ),
        pytest.param(
            [LOG, replace(LOG, flow_log_id="fl-2", capture="nat_eni_v2", accept_bytes=5000)],
            ["fl-1"],
            id="a log with packet addresses comes before one without",
        ),
        pytest.param(
            [LOG, replace(LOG, flow_log_id="fl-2", interface_id="eni-0b")],
            ["fl-1", "fl-2"],
            id="other interfaces do not compete",
        ),
    ],
)
def test_choice(spans: list[LogSpan], expected: list[str]) -> None:
    assert chosen(*spans) == expected
