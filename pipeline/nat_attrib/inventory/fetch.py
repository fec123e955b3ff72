"""Takes a snapshot from AWS: every kind in every region of every account; what AWS refuses is noted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from nat_attrib.aws import pages, reason, transport_errors
from nat_attrib.errors import AccessError, NatAttribError, UsageError
from nat_attrib.inventory import ecs
from nat_attrib.inventory.items import cut, single
from nat_attrib.inventory.kinds import ECS_TASK, EXTRA_KINDS, KINDS, Kind, Question, questions
from nat_attrib.inventory.snapshot import Answer, Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nat_attrib.access import Look

ACCOUNTS_AT_ONCE = 4
"""Accounts that are looked at side by side, each with `workers` calls."""


def snapshot_aws(looks: Sequence[Look], seen_at: datetime, *, workers: int = 8) -> Snapshot:
    """Describe everything of each account in its regions, accounts and regions side by side.

    An account that refuses stops no other: its answers say why there is nothing.

    Args:
        looks: the accounts.
        seen_at: the time that the snapshot is filed under.
        workers: how many calls of an account run at once; 1 makes their order that of the regions and `KINDS`.

    Raises:
        NatAttribError: there are no credentials, no region was named, or every account refused.
    """
    if not looks or not all(look.regions for look in looks):
        raise UsageError("No region to look at; name one with --region or set AWS_REGION.")
    with ThreadPoolExecutor(ACCOUNTS_AT_ONCE) as pool:
        found = list(pool.map(lambda look: _account(look, workers), looks))
    refused = [answers for answers in found if isinstance(answers, NatAttribError)]
    if len(refused) == len(looks):
        raise refused[0]
    answers: list[Answer] = []
    for look, of_account in zip(looks, found, strict=True):
        if isinstance(of_account, NatAttribError):
            asked = ((region, kind.name) for region in look.regions for kind in KINDS)
            denied = "sts:AssumeRole" if isinstance(of_account, AccessError) else None
            answers += [Answer(str(look.account_id), *each, None, str(of_account), denied) for each in asked]
        else:
            answers += of_account
    return Snapshot(seen_at, tuple(answers))


def _account(look: Look, workers: int) -> list[Answer] | NatAttribError:
    """Return the answers of an account, or why there are none at all."""
    try:
        account_id = look.checked_account_id()
    except NatAttribError as error:
        return error
    # Clients are made here: boto3 sessions may not be used by several threads, clients may.
    clients = {region: look.aws.client("ec2", region) for region in dict.fromkeys(look.regions)}
    others = {
        (service, region): look.aws.client(service, region)
        for service in dict.fromkeys(kind.service for kind in EXTRA_KINDS)
        for region in clients
    }
    listed_kinds = [kind for kind in KINDS if kind.parent is None]
    each_kinds = [kind for kind in KINDS if kind.parent is not None]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        listed = {
            (region, kind.name): pool.submit(_listed, client, account_id, region, kind)
            for region, client in clients.items()
            for kind in listed_kinds
        }
        listed |= {
            (region, kind.name): pool.submit(_listed, others[kind.service, region], account_id, region, kind)
            for region in clients
            for kind in EXTRA_KINDS
        }
        answers = {key: future.result() for key, future in listed.items()}
        for region, client in clients.items():
            for kind in each_kinds:
                parent = answers[region, str(kind.parent)]
                answers[region, kind.name] = _each(pool, client, kind, parent)
    return list(answers.values())


def _listed(client: Any, account_id: str, region: str, kind: Kind) -> Answer:  # noqa: ANN401 - boto3 has no types
    try:
        if kind is ECS_TASK:
            return ecs.tasks(client, account_id, region, kind)
        items, note = cut(kind, _document(client, kind, {}))
    except transport_errors(NatAttribError, ValueError) as error:
        return Answer(account_id, region, kind.name, None, _sentence(kind, error), _denied(kind, error))
    return Answer(account_id, region, kind.name, items, note)


def _each(pool: ThreadPoolExecutor, client: Any, kind: Kind, parent: Answer) -> Answer:  # noqa: ANN401
    """Ask about each resource of the parent kind; one refusal leaves the others' answers standing."""
    if parent.items is None:
        note = f"{kind.permission} was not asked, since there is no list of {kind.parent}."
        return Answer(parent.account_id, parent.region, kind.name, None, note)
    asked = questions(kind, parent.items.values(), parent.account_id)
    items: dict[str, dict[str, Any]] = {}
    notes: dict[str, str | None] = {}
    for question, answer in zip(asked, pool.map(lambda one: _single(client, kind, one), asked), strict=True):
        if isinstance(answer, Exception):
            notes[_sentence(kind, answer)] = _denied(kind, answer)
        else:
            items[question.name] = answer
    because = " ".join(notes) or parent.note
    nothing = bool(notes) and not items
    denied = next(filter(None, notes.values()), None)
    return Answer(parent.account_id, parent.region, kind.name, None if nothing else items, because, denied)


def _single(client: Any, kind: Kind, question: Question) -> dict[str, Any] | Exception:  # noqa: ANN401
    """Return the item, or why there is none."""
    try:
        return single(kind, question.name, _document(client, kind, question.arguments))
    except transport_errors(NatAttribError, ValueError) as error:
        return error


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


def _denied(kind: Kind, error: Exception) -> str | None:
    return kind.permission if isinstance(error, AccessError) else None


def _sentence(kind: Kind, error: Exception) -> str:
    if isinstance(error, NatAttribError):
        return str(error)
    return f"AWS did not answer {kind.permission} ({reason(error)}); run again."
