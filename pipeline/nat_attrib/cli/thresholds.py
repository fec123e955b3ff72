"""The option `--fail-on` of the commands that a scheduler may stop at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nat_attrib.errors import ExitCode

if TYPE_CHECKING:
    from nat_attrib.progress import Progress

FailOnOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="THRESHOLD",
        help="End with 4 at a finding of high, medium, low or info, at saving=USD or growth=USD a month; repeatable.",
    ),
]


def end_if_met(met: list[str], progress: Progress) -> None:
    """End with exit code 4 where a threshold was met, and say which."""
    for reason in met:
        progress.note(f"--fail-on: {reason}.")
    if met:
        raise typer.Exit(ExitCode.FAIL_ON)
