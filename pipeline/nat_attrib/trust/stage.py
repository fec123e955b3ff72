"""Gathers what the flow logs are held against: CloudWatch of each region, then the bill."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nat_attrib import aws
from nat_attrib.access import Look
from nat_attrib.errors import NatAttribError
from nat_attrib.trust import bill, cloudwatch, cost_explorer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from nat_attrib.aws import Aws
    from nat_attrib.duck import Duck
    from nat_attrib.progress import Progress
    from nat_attrib.window import Window


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to gather."""

    window: Window
    """Half-open, whole hours."""
    spool: Path
    """Folder for downloads."""
    aws: Aws | None = None
    """For CloudWatch, Cost Explorer and places in S3; None asks AWS nothing."""
    has_cloudwatch: bool = True
    regions: Sequence[str] = ()
    """Regions to ask CloudWatch of; empty means those of the file's gateways."""
    looks: Sequence[Look] = ()
    """Accounts to ask CloudWatch of; empty means that of `aws`. Their regions are not looked at. They also read bills
    that the credentials of `aws` may not."""
    bills: Sequence[str] = ()
    """Exports: folders or s3://bucket/prefix."""
    has_cost_explorer: bool = False


@dataclass(slots=True)
class Gathered:
    """What came of it. Nothing that fails stops the rest: it becomes a note."""

    notes: list[str] = field(default_factory=list)
    is_partial: bool = False

    def failed(self, error: Exception) -> None:
        """Note what could not be read."""
        self.notes.append(str(error) if isinstance(error, NatAttribError) else f"{aws.reason(error)}; run again.")
        self.is_partial = True


def gather(duck: Duck, wanted: Wanted, progress: Progress) -> Gathered:
    """Fill `metric_hour` and `bill_line` for the window; rows of the same hours, or months, are replaced.

    Raises:
        UsageError: a folder that was named does not exist.
    """
    done = Gathered()
    if wanted.aws is not None and wanted.has_cloudwatch:
        _metrics(duck, wanted, wanted.looks or (Look(wanted.aws, ()),), progress, done)
    for place in wanted.bills:
        with progress.step("bill") as step:
            client = _reader(wanted.aws, wanted.looks, place) if wanted.aws and place.startswith("s3://") else None
            read = bill.load(duck, place, wanted.window, step, client=client, spool=wanted.spool)
            step.done(lines=read.lines)
        done.notes += read.notes
        done.is_partial |= read.is_partial
    if wanted.has_cost_explorer and wanted.aws is not None:
        with progress.step("Cost Explorer") as step:
            try:
                read = cost_explorer.load(duck, wanted.aws.client("ce", "us-east-1"), wanted.window)
                done.notes += read.notes
                step.done(lines=read.lines)
            except aws.transport_errors(NatAttribError) as error:
                done.failed(error)
    return done


def _reader(own: Aws, looks: Sequence[Look], place: str) -> Any:  # noqa: ANN401 - boto3 has no types
    """Return an S3 client of whoever may list the place: the own credentials, else those of an account of the config.

    Where nobody may, the own client, whose refusal is what the reader is told.
    """
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    others = [look.aws for look in looks if look.aws is not own]
    for each in (own, *others) if others else ():
        try:
            client = each.client("s3")
            client.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1)
        except aws.transport_errors(aws.ClientError, NatAttribError):
            continue
        return client
    return own.client("s3")


def _metrics(duck: Duck, wanted: Wanted, looks: Sequence[Look], progress: Progress, done: Gathered) -> None:
    """Ask the CloudWatch of every account for its own gateways, and say whose were not asked for."""
    with progress.step("CloudWatch") as step:
        gateways = duck.rows(
            "select nat_gateway_id, account_id, region, availability_mode from gateway "
            "where starts_with(nat_gateway_id, 'nat-') order by nat_gateway_id"
        )
        asked: set[str | None] = {None}
        for look in looks:
            try:
                account = look.checked_account_id()
            except NatAttribError as error:
                done.failed(NatAttribError(f"CloudWatch of {look.account_id or 'this account'} was not asked: {error}"))
                continue
            asked.add(account)
            # A gateway of unknown owner is asked for once.
            mine = [row for row in gateways if row[1] == account or (row[1] is None and look is looks[0])]
            for region in list(wanted.regions) or sorted({row[2] for row in mine if row[2]}):
                known = [cloudwatch.Place(row[0]) for row in mine if row[2] == region and row[3] == "zonal"]
                _region_metrics(duck, wanted, (look, account, region), known, done)
                step.advance(1)
        others, answered = sorted({row[1] for row in gateways} - asked), sorted(filter(None, asked))
        # Where nobody could be asked, the reason has been said already.
        if others and answered:
            done.notes.append(
                f"CloudWatch was asked of account {', '.join(answered)} alone; "
                f"run nat-attrib reconcile with credentials of {', '.join(others)} as well."
            )


def _region_metrics(
    duck: Duck, wanted: Wanted, place: tuple[Look, str, str], known: Sequence[cloudwatch.Place], done: Gathered
) -> None:
    look, account, region = place
    try:
        client = look.aws.client("cloudwatch", region)
        answer = cloudwatch.fetch(client, wanted.window, known, datetime.now(UTC).replace(tzinfo=None))
    except aws.transport_errors(NatAttribError) as error:
        done.failed(error)
        return
    done.notes += answer.notes
    done.is_partial |= bool(answer.notes)
    with duck.transaction(), duck.frame("metric_read", answer.rows):
        duck.run(
            "stages/trust/metric_replace",
            account_id=account, region=region, since=wanted.window.since, until=wanted.window.until,
        )  # fmt: skip
