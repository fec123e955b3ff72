"""The commands of advice: audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nat_attrib import report as reports
from nat_attrib.advice import audit as audits
from nat_attrib.advice import bucket_policies
from nat_attrib.advice.fail_on import FailOn
from nat_attrib.aws import Aws
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.opened import reading
from nat_attrib.cli.show import CostBasisOption, Output, Since, Until, _print, _terminal, _window, price_by
from nat_attrib.errors import ExitCode
from nat_attrib.report import Format

if TYPE_CHECKING:
    from nat_attrib.progress import Progress

FailOnOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="THRESHOLD",
        help="End with 4 at a finding of high, medium, low or info, at saving=USD or growth=USD a month; repeatable.",
    ),
]


@app.command()
def audit(
    context: typer.Context,
    since: Since = "7d",
    until: Until = None,
    fail_on: FailOnOption = None,
    bucket_policies_too: Annotated[
        bool,
        typer.Option("--bucket-policies", help="Read bucket policies for NAT addresses too (s3:GetBucketPolicy)."),
    ] = False,
    cost_basis: CostBasisOption = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.TABLE,  # noqa: A002 - the flag's name
    output: Output = None,
) -> None:
    """Show what is set up wrong, with bytes and dollars.

    Every check is on the page docs/checks.md. Known findings are kept quiet by [acknowledged] in the config file.
    """
    shared: Shared = context.obj
    thresholds = [FailOn(text) for text in fail_on or ()]
    with reading(shared) as duck:
        price_by(duck, cost_basis)
        window = _window(duck, since, until)
        rows = audits.collect(duck, window)
        advice = reports.collect_recommendations(duck, window) if any(t.kind == "saving" for t in thresholds) else []
        grown = [threshold.by_growth(duck, window) for threshold in thresholds]
        if bucket_policies_too:
            found, notes = bucket_policies.look(duck, Aws.default())
            rows = [*found, *rows]
            for note in notes:
                shared.progress.note(note)
    _print(audits.render(rows, format, **_terminal(output)), output)
    met = [each.by_findings(rows) for each in thresholds] + [each.by_savings(advice) for each in thresholds] + grown
    end_if_met(met, shared.progress)


def end_if_met(met: list[str | None], progress: Progress) -> None:
    """End with exit code 4 where a threshold was met, and say which."""
    said = [reason for reason in met if reason]
    for reason in said:
        progress.note(f"--fail-on: {reason}.")
    if said:
        raise typer.Exit(ExitCode.FAIL_ON)
