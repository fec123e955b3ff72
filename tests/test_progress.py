import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

import pytest
from rich.console import Console

from nat_attrib.errors import UsageError
from nat_attrib.progress import (
    JsonProgress,
    PlainProgress,
    Progress,
    SilentProgress,
    TerminalProgress,
    choose,
    human_bytes,
    printable,
)


def ticking(*moments: float) -> Callable[[], float]:
    """A clock that shows the given moments in turn and then stays."""
    left = list(moments)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def work(progress: Progress) -> None:
    with progress.step("read flow logs") as step:
        step.total(objects=1200, bytes=3 * 2**30)
        step.advance(objects=1000, bytes=2**30)
        step.advance(objects=200, bytes=2**30)
        step.done(batches=12, failed_objects=1)
    progress.note("One object was refused.")


def test_plain_progress_is_one_line_per_step() -> None:
    out = io.StringIO()
    work(PlainProgress(out, ticking(10.0, 42.0)))
    assert out.getvalue() == (
        "read flow logs: 1,200/1,200 objects, 2.0 GiB (64.0 MiB/s), batches 12, failed objects 1 in 32.0 s\n"
        "One object was refused.\n"
    )


def test_plain_progress_of_a_step_that_counts_nothing() -> None:
    out = io.StringIO()
    with PlainProgress(out, ticking(0.0, 1.25)).step("publish"):
        pass
    assert out.getvalue() == "publish: done in 1.2 s\n"


def test_what_is_counted_may_be_something_else_than_objects() -> None:
    plain, json_lines = io.StringIO(), io.StringIO()
    for progress in (PlainProgress(plain, ticking(0.0, 1.0)), JsonProgress(json_lines, clock=ticking(0.0, 1.0))):
        with progress.step("attribute") as step:
            step.total(3, unit="days")
            step.advance(2)
    assert plain.getvalue() == "attribute: 2/3 days in 1.0 s\n"
    assert json.loads(json_lines.getvalue())["days"] == 2


def test_json_progress_is_one_object_per_line_with_the_common_fields() -> None:
    out = io.StringIO()
    now = datetime(2026, 11, 23, 17, 42, 5, tzinfo=UTC)
    work(JsonProgress(out, {"run_id": "r1"}, ticking(10.0, 42.0), lambda: now))
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {
            "time": "2026-11-23T17:42:05.000000Z",
            "run_id": "r1",
            "step": "read flow logs",
            "status": "done",
            "objects": 1200,
            "bytes": 2147483648,
            "seconds": 32.0,
            "batches": 12,
            "failed_objects": 1,
        },
        {"time": "2026-11-23T17:42:05.000000Z", "run_id": "r1", "note": "One object was refused."},
    ]


def test_a_fact_never_hides_what_the_step_itself_says() -> None:
    out = io.StringIO()
    with JsonProgress(out).step("plan") as step:
        step.done(step="other", window=datetime(2026, 11, 23))
    line = json.loads(out.getvalue())
    assert (line["step"], line["window"]) == ("plan", "2026-11-23 00:00:00")


def stop_after_three(progress: Progress) -> None:
    with progress.step("fetch") as step:
        step.advance(objects=3)
        raise ZeroDivisionError


@pytest.mark.parametrize(
    "make", [PlainProgress, JsonProgress, lambda out: TerminalProgress(Console(file=out, force_terminal=True))]
)
def test_a_step_that_raises_says_stopped_and_lets_the_error_pass(make: Callable[[TextIO], Progress]) -> None:
    out = io.StringIO()
    with pytest.raises(ZeroDivisionError):
        stop_after_three(make(out))
    assert "stopped" in out.getvalue()
    assert "3" in out.getvalue()


def test_terminal_progress_draws_a_bar_and_leaves_the_closing_line() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=160, color_system=None)
    work(TerminalProgress(console, ticking(10.0, 10.0, 42.0)))
    drawn = out.getvalue()
    assert "read flow logs: 1,200/1,200 objects, 2.0 GiB (64.0 MiB/s), batches 12, failed objects 1 in 32.0 s" in drawn
    assert "━" in drawn
    assert drawn.rstrip().endswith("One object was refused.")


def test_silent_progress_counts_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with SilentProgress().step("fetch") as step:
        step.total(objects=2)
        step.advance(objects=2, bytes=5)
    SilentProgress().note("x")
    assert (step.objects, step.bytes) == (2, 5)
    assert capsys.readouterr() == ("", "")


def test_hostile_text_cannot_drive_the_terminal_or_forge_a_line() -> None:
    hostile = "a\x1b[2Jb\r\nfetch: done\x9b31m\u202etxt[red]"
    out = io.StringIO()
    PlainProgress(out).note(hostile)
    TerminalProgress(Console(file=out, force_terminal=True, color_system=None)).note(hostile)
    expected = "a [2Jb fetch: done 31m txt[red]"
    assert out.getvalue() == f"{expected}\n{expected}\n"
    assert printable("\x00\x07") == ""


def test_the_form_follows_the_wish_then_the_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert isinstance(choose(None, io.StringIO()), PlainProgress)
    assert isinstance(choose(None, Terminal()), TerminalProgress)
    assert isinstance(choose("plain", Terminal()), PlainProgress)
    assert isinstance(choose("json", Terminal()), JsonProgress)
    with pytest.raises(UsageError, match="write json or plain"):
        choose("xml", io.StringIO())


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536 * 1024, "1.5 MiB"), (2**50 * 3, "3,072.0 TiB")],
)
def test_sizes_read_as_people_write_them(count: int, text: str) -> None:
    assert human_bytes(count) == text
