"""The commands of advice: audit."""

from __future__ import annotations

from typing import Annotated

import typer

from nat_attrib import report as reports
from nat_attrib.advice import audit as audits
from nat_attrib.advice import bucket_policies, prices
from nat_attrib.advice.fail_on import FailOn
from nat_attrib.advice.fail_on import met as fail_on_met
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.opened import reading
from nat_attrib.cli.output import Output
from nat_attrib.cli.show import CostBasisOption, Since, Until, _print, _terminal, _window, note_beside, price_by
from nat_attrib.cli.teach import examples
from nat_attrib.cli.thresholds import FailOnOption, end_if_met
from nat_attrib.held import held
from nat_attrib.report import NoDataError, Plain


@app.command(epilog=examples("audit"))
def audit(
    context: typer.Context,
    since: Since = "7d",
    until: Until = None,
    fail_on: FailOnOption = None,
    bucket_policies_too: Annotated[
        bool,
        typer.Option(
            "--bucket-policies",
            envvar="NAT_ATTRIB_AUDIT_BUCKET_POLICIES",
            help="Read bucket policies for NAT addresses too (s3:GetBucketPolicy).",
        ),
    ] = False,
    cost_basis: CostBasisOption = None,
    format: Annotated[Plain, typer.Option(help="How to print.")] = Plain.TABLE,  # noqa: A002 - the flag's name
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
        with held(duck, window):
            rows = audits.collect(duck, window)
            unlogged = reports.collect_span(duck, window)
            said = [*unlogged, *prices.sentences(duck, window)]
        if not rows and (empty := reports.collect_nothing(duck)):
            raise NoDataError(empty)
        if bucket_policies_too:
            # With all that talks to AWS, which the other checks need not load.
            from nat_attrib.cli.work import known  # noqa: PLC0415

            found, notes = bucket_policies.look(duck, [look.aws for look in known(shared, None)["looks"]])
            rows = [*found, *rows]
            for note in notes:
                shared.progress.note(note)
        met = fail_on_met(thresholds, duck, window, findings=rows)
    shared.progress.note(f"Window: {window}.")
    _print(audits.render(rows, format, notes=said, **_terminal(output)), output)
    note_beside(unlogged, format, shared.progress)
    end_if_met(met, shared.progress)
