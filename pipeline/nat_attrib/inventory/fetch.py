"""Takes a snapshot from AWS: every kind in every region, a few calls at a time; what AWS refuses is noted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from nat_attrib.aws import TransportErrors, pages
from nat_attrib.errors import NatAttribError, UsageError
from nat_attrib.inventory.items import cut, single
from nat_attrib.inventory.kinds import KINDS, Kind, Question, questions
from nat_attrib.inventory.snapshot import Answer, Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nat_attrib.aws import Aws


def snapshot_aws(aws: Aws, regions: Sequence[str], seen_at: datetime, *, workers: int = 8) -> Snapshot:
    """Describe everything of the credentials' account in `regions`.

    Args:
        aws: makes the clients.
        regions: region codes.
        seen_at: the time that the snapshot is filed under.
        workers: how many calls run at once; 1 makes their order that of `regions` and `KINDS`.

    Raises:
        NatAttribError: there are no credentials, or no region was named.
    """
    if not regions:
        raise UsageError("No region to look at; name one with --region or set AWS_REGION.")
    account_id = aws.account_id()
    # Clients are made here: boto3 sessions may not be used by several threads, clients may.
    clients = {region: aws.client("ec2", region) for region in dict.fromkeys(regions)}
    listed_kinds = [kind for kind in KINDS if kind.parent is None]
    each_kinds = [kind for kind in KINDS if kind.parent is not None]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        listed = {
            (region, kind.name): pool.submit(_listed, client, account_id, region, kind)
            for region, client in clients.items()
            for kind in listed_kinds
        }
        answers = {key: future.result() for key, future in listed.items()}
        for region, client in clients.items():
            for kind in each_kinds:
                parent = answers[region, str(kind.parent)]
                answers[region, kind.name] = _each(pool, client, kind, parent)
    return Snapshot(seen_at, tuple(answers.values()))


def _listed(client: Any, account_id: str, region: str, kind: Kind) -> Answer:  # noqa: ANN401 - boto3 has no types
    try:
        items, note = cut(kind, _document(client, kind, {}))
    except (NatAttribError, ValueError, *TransportErrors) as error:
        return Answer(account_id, region, kind.name, None, _sentence(kind, error))
    return Answer(account_id, region, kind.name, items, note)


def _each(pool: ThreadPoolExecutor, client: Any, kind: Kind, parent: Answer) -> Answer:  # noqa: ANN401
    """Ask about each resource of the parent kind; one refusal leaves the others' answers standing."""
    if parent.items is None:
        note = f"{kind.permission} was not asked, since there is no list of {kind.parent}."
        return Answer(parent.account_id, parent.region, kind.name, None, note)
    asked = questions(kind, parent.items.values(), parent.account_id)
    items: dict[str, dict[str, Any]] = {}
    notes: dict[str, None] = {}
    for question, answer in zip(asked, pool.map(lambda one: _single(client, kind, one), asked), strict=True):
        if isinstance(answer, str):
            notes[answer] = None
        else:
            items[question.name] = answer
    because = " ".join(notes) or parent.note
    nothing = bool(notes) and not items
    return Answer(parent.account_id, parent.region, kind.name, None if nothing else items, because)


def _single(client: Any, kind: Kind, question: Question) -> dict[str, Any] | str:  # noqa: ANN401
    """Return the item, or the sentence that says why there is none."""
    try:
        return single(kind, question.name, _document(client, kind, question.arguments))
    except (NatAttribError, ValueError, *TransportErrors) as error:
        return _sentence(kind, error)


def _document(client: Any, kind: Kind, arguments: dict[str, str]) -> dict[str, Any]:  # noqa: ANN401
    """Return one operation's answer with the lists of all its pages put together."""
    paged = {"PaginationConfig": {"PageSize": kind.page_size}} if kind.page_size else {}
    document: dict[str, Any] = {}
    for page in pages(client, kind.operation, **arguments, **paged):
        for key, value in page.items():
            if isinstance(value, list):
                document.setdefault(key, []).extend(value)
            else:
                document[key] = value
    return document


def _sentence(kind: Kind, error: Exception) -> str:
    if isinstance(error, NatAttribError):
        return str(error)
    return f"AWS did not answer {kind.permission} ({error}); run again."
