from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from nat_attrib.ingest.list_s3 import list_s3
from nat_attrib.ingest.noted import note_nothing
from nat_attrib.ingest.objects import Source
from nat_attrib.ingest.place import Place
from nat_attrib.progress import SilentProgress
from nat_attrib.window import Window
from tests import faultproxy

BUCKET = "flow-logs"
WINDOW = Window(datetime(2026, 11, 22), datetime(2026, 11, 23))
KEYS = [
    f"AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/22/"
    f"111122223333_vpcflowlogs_us-east-1_fl-0a_20261122T{hour:02d}00Z_abc123.log.gz"
    for hour in range(24)
]


@pytest.fixture(scope="module")
def faulty() -> Iterator[tuple[faultproxy.Proxy, Any]]:
    with faultproxy.server() as address, faultproxy.proxy(address) as held:
        client = faultproxy.client(held.url, attempts=3)
        client.create_bucket(Bucket=BUCKET)
        for key in KEYS:
            client.put_object(Bucket=BUCKET, Key=key, Body=b"x")
        yield held, client


@pytest.mark.parametrize(
    "fault",
    [faultproxy.slow_down, faultproxy.reset, faultproxy.truncated, faultproxy.elsewhere],
    ids=["slow down", "reset", "truncated", "elsewhere"],
)
def test_a_listing_survives_what_s3_and_networks_do(
    faulty: tuple[faultproxy.Proxy, Any], fault: faultproxy.Answer
) -> None:
    held, client = faulty
    held.rules = [faultproxy.Rule("list-type=2", fault, times=1)]
    source = Source.parse(f"s3://{BUCKET}")
    found = list_s3(client, source, WINDOW, page_size=10, note=pytest.fail, problem=pytest.fail)
    assert [each.full_key for each in found] == KEYS
    assert held.rules[0].times == 0


class Notes(SilentProgress):
    """Keeps what is noted."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, text: str) -> None:
        self.said.append(text)


@pytest.mark.parametrize(
    ("is_part", "said"),
    [
        (False, "No object of this window was found in s3://flow-logs/x/; check the place, and --since."),
        (
            True,
            "What could be listed in s3://flow-logs/x/ has no object of this window; the rest could not be listed.",
        ),
    ],
)
def test_where_nothing_was_found_the_place_is_doubted_only_if_it_could_be_listed(
    tmp_path: Path, said: str, *, is_part: bool
) -> None:
    notes = Notes()
    place = Place([Source.parse(f"s3://{BUCKET}/x/")], WINDOW, tmp_path)
    note_nothing(place, [], notes, is_part=is_part)
    assert notes.said == [said]
