"""Tries the calls that the program makes, each once and as small as it can be, and says which AWS denies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from nat_attrib.aws import ClientError, is_denied, pages, refusal, transport_errors
from nat_attrib.doctor.permissions import BY_ACTION
from nat_attrib.errors import AccessError, NatAttribError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from nat_attrib.access import Buckets, Look
    from nat_attrib.aws import Aws
    from nat_attrib.inventory import Snapshot

NAMESPACE = "AWS/NATGateway"


@dataclass(frozen=True, slots=True)
class Missing:
    """A call that did not work."""

    action: str
    where: str
    """The account and its regions, or the place in S3."""
    lost: str
    """What is not known without it."""
    said: str
    """AWS's answer as a sentence with the next step."""
    is_denied: bool
    """Whether the permission is missing; else something else went wrong."""
    asked_by: str | None
    """The option without which it is never used; None: every run uses it."""
    is_extra: bool = False
    """Whether a run is whole without it."""


def of_snapshot(snapshot: Snapshot) -> list[Missing]:
    """Return what a snapshot of AWS was denied; the regions of an account where the same is denied are one."""
    regions: dict[tuple[str, str, str], list[str]] = {}
    for answer in snapshot.answers:
        if answer.denied:
            regions.setdefault((answer.account_id, answer.denied, str(answer.note)), []).append(answer.region)
    return [
        _missing(action, f"{account}/{', '.join(dict.fromkeys(where))}", said, denied=True)
        for (account, action, said), where in regions.items()
    ]


def of_cloudwatch(looks: Iterable[Look], gateways: Sequence[tuple[str, str, str]]) -> Iterator[Missing]:
    """Try CloudWatch in every account and region that has gateways.

    Args:
        looks: the accounts that answered.
        gateways: account, region and id of each NAT gateway.
    """
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for look in looks:
        try:
            account_id = look.checked_account_id()
        except NatAttribError:
            continue  # said of the inventory already
        for region in sorted({region for account, region, _ in gateways if account == account_id}):
            client = look.aws.client("cloudwatch", region)
            gateway = next(name for account, where, name in gateways if (account, where) == (account_id, region))
            metric = {
                "Namespace": NAMESPACE,
                "MetricName": "BytesInFromSource",
                "Dimensions": [{"Name": "NatGatewayId", "Value": gateway}],
            }
            stat = {"Metric": metric, "Period": 3600, "Stat": "Sum"}
            asked: dict[str, dict[str, object]] = {
                "list_metrics": {"Namespace": NAMESPACE, "MetricName": "BytesInFromSource"},
                "get_metric_data": {
                    "MetricDataQueries": [{"Id": "q0", "MetricStat": stat}],
                    "StartTime": now - timedelta(hours=1),
                    "EndTime": now,
                },
            }
            for operation, arguments in asked.items():
                action = "cloudwatch:" + "".join(word.capitalize() for word in operation.split("_"))
                call = _first_page(client, operation, arguments)
                yield from _tried(action, f"{account_id}/{region}", call)


def of_buckets(buckets: Buckets, names: Iterable[str]) -> Iterator[Missing]:
    """Try to list each bucket and to read the first byte of an object, as whoever may."""
    for name in names:
        refused: list[Missing] = []
        for client in buckets.clients(name):
            refused = list(_bucket(client, name))
            if not refused:
                break
        yield from refused


def of_options(aws: Aws, buckets: Iterable[str]) -> Iterator[Missing]:
    """Try what only some options need, but for Cost Explorer, whose every request AWS bills."""
    pricing = aws.client("pricing", "us-east-1")
    asked: dict[str, object] = {"ServiceCode": "AmazonEC2", "PaginationConfig": {"PageSize": 1}}
    yield from _tried("pricing:GetProducts", "us-east-1", _first_page(pricing, "get_products", asked))
    client = aws.client("s3", aws.region() or "us-east-1")
    yield from _tried("s3:ListAllMyBuckets", "S3", _first_page(client, "list_buckets", {}))
    for name in buckets:
        found = _tried("s3:GetBucketPolicy", f"s3://{name}", partial(client.get_bucket_policy, Bucket=name))
        # That a bucket has no policy is an answer too.
        yield from (each for each in found if each.is_denied)


def _bucket(client: Any, name: str) -> Iterator[Missing]:  # noqa: ANN401 - boto3 has no types
    found: list[str] = []

    def listed() -> None:
        found.extend(each["Key"] for each in client.list_objects_v2(Bucket=name, MaxKeys=20).get("Contents", ()))

    yield from _tried("s3:ListBucket", f"s3://{name}", listed)
    # A log where there is one: beside them may lie what a policy keeps from everybody.
    for key in sorted(found, key=lambda each: "AWSLogs/" not in each)[:1]:
        read = partial(client.get_object, Bucket=name, Key=key, Range="bytes=0-0")
        yield from _tried("s3:GetObject", f"s3://{name}/{key}", read)


def _first_page(client: Any, operation: str, arguments: dict[str, object]) -> Callable[[], object]:  # noqa: ANN401
    return lambda: next(chain(pages(client, operation, **arguments), [None]))


def _tried(action: str, where: str, call: Callable[[], object]) -> Iterator[Missing]:
    """Yield what is missing, if anything is."""
    try:
        call()
    except NatAttribError as error:
        yield _missing(action, where, str(error), denied=isinstance(error, AccessError))
    except transport_errors(ClientError) as error:
        yield _missing(action, where, str(refusal(error, action, where)), denied=is_denied(error))


def _missing(action: str, where: str, said: str, *, denied: bool) -> Missing:
    known = BY_ACTION[action]
    return Missing(action, where, known.lost, said, denied, known.asked_by, known.is_extra)
