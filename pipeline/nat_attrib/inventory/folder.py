"""Reads a snapshot from a folder of saved answers: `<account-id>/<region>/describe-*.json`, as the AWS CLI prints."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from nat_attrib.errors import UsageError
from nat_attrib.inventory.items import cut, single
from nat_attrib.inventory.kinds import BY_NAME, ECS_TASK, EXTRA_KINDS, KINDS, Kind, questions
from nat_attrib.inventory.snapshot import IS_MISSING, Answer, Snapshot

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+")


def snapshot_folder(folder: Path, seen_at: datetime) -> Snapshot:
    """Read every account and region under `folder`; what is absent or broken is noted, the rest is used.

    Args:
        folder: holds `<account-id>/<region>/describe-subnets.json` and so on, one file per operation, and the folders
            `get-managed-prefix-list-entries/<pl-id>.json` and `describe-vpc-attribute/<vpc-id>-<attribute>.json`;
            if wished also the files of `EXTRA_KINDS`, of which ECS's may be several, `describe-tasks/<cluster>.json`.
        seen_at: when the answers were saved.

    Raises:
        UsageError: there is no account and region in it at all.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}; name one that holds <account-id>/<region>/describe-*.json.")
    remarks: list[str] = []
    regions = [
        region
        for account in _folders(folder, _ACCOUNT, "an account id of 12 digits", remarks)
        for region in _folders(account, _REGION, "a region", remarks)
    ]
    if not regions:
        raise UsageError(
            f"{folder} holds no <account-id>/<region> folder such as 111122223333/us-east-1; save into one what "
            "aws ec2 describe-nat-gateways, describe-network-interfaces and so on print, as describe-nat-gateways.json."
        )
    answers = [answer for region in regions for answer in _region(region, remarks)]
    return Snapshot(seen_at, tuple(answers), tuple(remarks))


def _folders(parent: Path, pattern: re.Pattern[str], wanted: str, remarks: list[str]) -> list[Path]:
    """Return the sub-folders whose name fits; remark on what is not read."""
    found = []
    for path in sorted(parent.iterdir()):
        if path.is_dir() and pattern.fullmatch(path.name):
            found.append(path)
        elif _is_of_interest(path):
            remarks.append(f"{path} was not read: its name is not {wanted}.")
    return found


def _region(folder: Path, remarks: list[str]) -> list[Answer]:
    answers: dict[str, Answer] = {}
    for kind in KINDS:
        if kind.parent is None:
            answers[kind.name] = _listed(folder, kind)
        else:
            answers[kind.name] = _each(folder, kind, answers[kind.parent])
    for kind in EXTRA_KINDS:
        if paths := _files(folder, kind):
            answers[kind.name] = _put_together(folder, kind, paths)
    known = {kind.place for kind in (*KINDS, *EXTRA_KINDS)} | {ECS_TASK.command}
    remarks.extend(
        f"{path} was not read: nat-attrib has no use for it."
        for path in sorted(folder.iterdir())
        if _is_of_interest(path) and path.name not in known
    )
    return list(answers.values())


def _is_of_interest(path: Path) -> bool:
    """Tell whether leaving out a path is worth a remark: not for hidden files, nor for a README beside the answers."""
    return (path.is_dir() or path.suffix == ".json") and not path.name.startswith(".")


def _listed(folder: Path, kind: Kind) -> Answer:
    """Read the file of one operation."""
    account_id, region = folder.parent.name, folder.name
    path = folder / kind.place
    if not path.is_file():
        return Answer(account_id, region, kind.name, None, kind.place + IS_MISSING)
    try:
        items, note = cut(kind, _document(path))
    except (ValueError, OSError) as error:
        return Answer(account_id, region, kind.name, None, _unread(path, error))
    return Answer(account_id, region, kind.name, items, f"{kind.place}: {note}" if note else None)


def _files(folder: Path, kind: Kind) -> list[Path]:
    """Return the files of an operation; what needs a call per cluster may be several, in a folder."""
    several = sorted((folder / kind.command).glob("*.json")) if kind is ECS_TASK else []
    return [path for path in (folder / kind.place, *several) if path.is_file()]


def _put_together(folder: Path, kind: Kind, paths: list[Path]) -> Answer:
    """Read all files of an operation as one answer; one that is broken leaves the others' standing."""
    items: dict[str, dict[str, Any]] = {}
    notes = []
    for path in paths:
        try:
            found, note = cut(kind, _document(path))
        except (ValueError, OSError) as error:
            notes.append(_unread(path, error))
        else:
            items |= found
            notes += [f"{path.name}: {note}"] if note else []
    is_answer = bool(items) or not notes
    return Answer(folder.parent.name, folder.name, kind.name, items if is_answer else None, " ".join(notes) or None)


def _each(folder: Path, kind: Kind, parent: Answer) -> Answer:
    """Read the folder of a per-resource operation; whole when every resource of the parent kind has its files."""
    account_id, region = folder.parent.name, folder.name
    place = folder / kind.place
    wanted = {question.name for question in questions(kind, (parent.items or {}).values(), account_id)}
    if not place.is_dir():
        if parent.items is not None and not wanted:
            return Answer(account_id, region, kind.name, {})
        return Answer(account_id, region, kind.name, None, kind.place + IS_MISSING)
    items: dict[str, dict[str, Any]] = {}
    notes = []
    for path in sorted(place.glob("*.json")):
        try:
            items[path.stem] = single(kind, path.stem, _document(path))
        except (ValueError, OSError) as error:
            notes.append(_unread(path, error))
            wanted.discard(path.stem)
    absent = sorted(wanted - items.keys())
    if absent:
        notes.append(f"{kind.place} has no {', '.join(f'{name}.json' for name in absent)}.")
    if parent.items is None:
        notes.append(f"{BY_NAME[str(kind.parent)].place} would tell whether {kind.place} is complete.")
    return Answer(account_id, region, kind.name, items, " ".join(notes) or None)


def _document(path: Path) -> Any:  # noqa: ANN401 - any JSON value
    # From bytes, so that the UTF-16 which PowerShell's > writes is read as well.
    return json.loads(path.read_bytes())


def _unread(path: Path, error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{path} was not read: it is not JSON ({error})."
    if isinstance(error, UnicodeDecodeError):
        return f"{path} was not read: it is not text ({error.reason})."
    return f"{path} was not read: {error}."
