"""The command doctor: what is missing, and what mends it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nat_attrib import doctor as doctors
from nat_attrib import inventory as inventories
from nat_attrib import store
from nat_attrib.access import Buckets
from nat_attrib.advice import choices
from nat_attrib.cli.app import Shared, app
from nat_attrib.cli.opened import reading
from nat_attrib.cli.output import Output
from nat_attrib.cli.show import _print, _terminal
from nat_attrib.cli.teach import examples
from nat_attrib.cli.work import Known, Region, known
from nat_attrib.doctor import flow_logs, probe, traffic
from nat_attrib.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nat_attrib.doctor import Examined
    from nat_attrib.doctor.proposal import Rate
    from nat_attrib.duck import Duck


@app.command(epilog=examples("doctor"))
def doctor(
    context: typer.Context,
    inventory: Annotated[
        Path | None, typer.Option(help="Look at a folder of saved aws ec2 describe-* output; AWS is not asked.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Look at the inventory that the file holds; AWS is not asked.")
    ] = False,
    region: Region = None,
    bucket: Annotated[
        list[str] | None,
        typer.Option(
            help="Bucket of the logs, for the commands and the policy; may be repeated. Default: what is named."
        ),
    ] = None,
    policy: Annotated[
        bool, typer.Option("--policy", help="Print the IAM policy that the program needs, and end.")
    ] = False,
    all_options: Annotated[
        bool, typer.Option("--all-options", help="With --policy: allow also what only some options need.")
    ] = False,
    results_bucket: Annotated[
        list[str] | None,
        typer.Option(help="With --policy: a bucket that results are written to, as shards does; may be repeated."),
    ] = None,
    format: Annotated[doctors.Format, typer.Option(help="How to print.")] = doctors.Format.TABLE,  # noqa: A002 - the flag's name
    output: Output = None,
) -> None:
    """Say what is missing: permissions, flow logs, fields; and print what mends it.

    Tries every call that a run makes, and changes nothing. Ends with 3 where a permission or a needed log is missing.
    """
    shared: Shared = context.obj
    if policy:
        document = _policy(shared, bucket or [], results_bucket or [], optional=all_options)
        _print(doctors.policy_text(document), output)
        return
    if inventory is not None and offline:
        raise UsageError("--inventory and --offline are two inventories; name one.")
    if inventory is not None:
        snapshot = inventories.snapshot_folder(inventory, datetime.now(UTC))
        with doctors.scratch(snapshot) as (duck, notes):
            found = _examined(shared, duck, bucket, notes=notes)
    elif offline:
        with reading(shared) as duck:
            found = _examined(shared, duck, bucket)
    else:
        found = _asked(shared, known(shared, region), bucket)
    _print(doctors.render(found, format, **_terminal(output)), output)
    if not found.is_well:
        raise typer.Exit(ExitCode.PARTIAL)


def _examined(
    shared: Shared,
    duck: Duck,
    bucket: list[str] | None,
    missing: list[probe.Missing] | None = None,
    notes: list[str] | None = None,
    measured: dict[str, Rate] | None = None,
) -> Examined:
    choices.speak(duck, shared.choices)
    return doctors.examine(
        duck,
        missing or (),
        asked_aws=missing is not None,
        rates={**(measured or {}), **_rates(shared)},
        bucket=bucket[0] if bucket else None,
        notes=notes or (),
    )


def _asked(shared: Shared, having: Known, bucket: list[str] | None) -> Examined:
    """Ask AWS: everything a run asks, as small as it can be asked."""
    with shared.progress.step("doctor") as step:
        snapshot = inventories.snapshot_aws(having["looks"], datetime.now(UTC))
        step.advance(sum(len(answer.items or ()) for answer in snapshot.answers))
    with doctors.scratch(snapshot) as (duck, notes):
        missing = probe.of_snapshot(snapshot)
        said = {each.said for each in missing}
        gateways = duck.rows(
            "select account_id, region, nat_gateway_id from inventory_nat_gateway "
            "where is_current and state = 'available' order by all"
        )
        with shared.progress.step("permissions"):
            missing += _probed(shared, having, doctors.buckets(duck), gateways, bucket or [])
            unseen = [each for each in flow_logs.gateways(duck) if each.verdict is not flow_logs.Verdict.WHOLE]
            lacking = [(each.account_id, each.region, each.nat_gateway_id) for each in unseen]
            measured = traffic.rates(having["looks"], lacking)
        rest = [note for note in notes if not any(sentence in note for sentence in said)]
        return _examined(shared, duck, bucket, missing, rest, measured)


def _probed(
    shared: Shared,
    having: Known,
    delivered: dict[str, list[str]],
    gateways: list[tuple[str, str, str]],
    asked: list[str],
) -> Iterator[probe.Missing]:
    owners = {look.account_id: look.aws for look in having["looks"]}
    tried = {
        name: [having["aws"], *(owners[account] for account in accounts if account in owners)]
        for name, accounts in delivered.items()
    }
    places = (*shared.accounts.flow_logs, *shared.accounts.query_logs)
    names = dict.fromkeys(chain(delivered, (place.bucket for place in places if place.bucket), asked))
    buckets = Buckets(having["aws"], {**tried, **having["readers"]})
    yield from probe.of_cloudwatch(having["looks"], gateways)
    yield from probe.of_buckets(buckets, names)
    yield from probe.of_options(having["aws"], names)


def _rates(shared: Shared) -> dict[str, Rate]:
    """Return the records an hour that the file knows, where there is a file."""
    if not shared.db.is_file():
        return {}
    with store.reading(shared.db) as duck:
        return doctors.record_rates(duck)


def _policy(shared: Shared, named: list[str], results: list[str], *, optional: bool) -> dict[str, object]:
    said = shared.accounts
    places = (*said.flow_logs, *said.query_logs)
    names = named or list(dict.fromkeys(place.bucket for place in places if place.bucket)) or ["amzn-s3-demo-bucket"]
    roles = [account.role for account in said.accounts] + [place.role for place in places]
    arns = [role.arn for role in roles if role]
    regions = [*said.regions, *(region for account in said.accounts for region in account.regions)]
    partition = doctors.partition(regions[0]) if regions else arns[0].split(":")[1] if arns else "aws"
    return doctors.policy(names, arns, results=results, optional=optional, partition=partition)
