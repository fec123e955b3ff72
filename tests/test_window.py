from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nat_attrib.errors import ExitCode, UsageError
from nat_attrib.window import Window, floor_hour, parse_time

NOW = datetime(2026, 11, 23, 17, 42, 5, 123456)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("36h", datetime(2026, 11, 22, 5, 42, 5, 123456)),
        ("7d", datetime(2026, 11, 16, 17, 42, 5, 123456)),
        ("4w", datetime(2026, 10, 26, 17, 42, 5, 123456)),
        (" 7D ", datetime(2026, 11, 16, 17, 42, 5, 123456)),
        ("0h", NOW),
        ("2026-11-16", datetime(2026, 11, 16)),
        ("2026-11-16T10:30", datetime(2026, 11, 16, 10, 30)),
        ("2026-11-16 10:30:15", datetime(2026, 11, 16, 10, 30, 15)),
        ("2026-11-16T10:30Z", datetime(2026, 11, 16, 10, 30)),
        ("2026-11-16T00:30+08:00", datetime(2026, 11, 15, 16, 30)),
        ("2026-11-16T10:00-05:00", datetime(2026, 11, 16, 15)),
    ],
)
def test_a_time_is_a_span_back_from_now_or_an_iso_time_in_utc(text: str, moment: datetime) -> None:
    assert parse_time(text, NOW) == moment
    assert parse_time(text, NOW).tzinfo is None


@pytest.mark.parametrize(
    "text",
    ["", "7", "7 days", "d", "-7d", "1.5d", "yesterday", "2026-13-01", "999999w", "7m", "\u0667d", "2026", "1e3h"],
)
def test_what_is_not_a_time_gets_a_sentence_that_shows_how_to_write_one(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_time(text, NOW)
    assert str(caught.value) == (
        f"{text!r} is not a time; write a whole number and h, d or w, such as 7d, or a date such as 2026-11-16."
    )
    assert caught.value.exit_code == ExitCode.USAGE


def test_the_earliest_and_latest_times_do_not_overflow_when_their_offset_is_removed() -> None:
    for text in ("0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"):
        with pytest.raises(UsageError):
            parse_time(text, NOW)


def test_now_may_carry_any_time_zone() -> None:
    elsewhere = NOW.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))
    assert parse_time("1h", elsewhere) == parse_time("1h", NOW)


@pytest.mark.parametrize(
    ("until", "end"),
    [
        ("2026-11-23T10:30", datetime(2026, 11, 23, 11)),
        ("2026-11-23T10:00:00.000001", datetime(2026, 11, 23, 11)),
        ("2026-11-23T10:00", datetime(2026, 11, 23, 10)),
        ("1h", datetime(2026, 11, 23, 17)),
        ("9999-12-31T23:30", datetime(9999, 12, 31, 23)),
    ],
)
def test_the_window_holds_whole_hours_and_all_that_was_asked_for(until: str, end: datetime) -> None:
    assert Window.parse("7d", until, NOW) == Window(datetime(2026, 11, 16, 17), end)


def test_without_until_the_caller_decides_and_now_is_the_last_resort() -> None:
    settled = datetime(2026, 11, 23, 16)
    assert Window.parse("1d", None, NOW, default_until=settled).until == settled
    assert Window.parse("1d", None, NOW).until == NOW


def test_an_empty_window_is_a_usage_error_that_says_both_bounds() -> None:
    with pytest.raises(UsageError, match=r"its start 2026-11-23 00:00 is not before its end 2026-11-23 00:00 \(UTC\)"):
        Window.parse("2026-11-23", "2026-11-23", NOW)
    with pytest.raises(UsageError):
        Window.parse("1d", "2d", NOW)


def test_a_window_prints_its_exact_bounds() -> None:
    assert str(Window(datetime(2026, 11, 16, 17), datetime(2026, 11, 23, 10, 30))) == (
        "2026-11-16 17:00 to 2026-11-23 10:30 UTC"
    )


@given(
    st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2200, 1, 1)), st.sampled_from([-12, -5, 0, 5.5, 14])
)
def test_the_offset_of_an_iso_time_never_changes_the_moment(moment: datetime, hours: float) -> None:
    zone = timezone(timedelta(hours=hours))
    written = moment.replace(tzinfo=UTC).astimezone(zone).isoformat()
    assert parse_time(written, NOW) == moment
    assert floor_hour(moment) <= moment < floor_hour(moment) + timedelta(hours=1)
