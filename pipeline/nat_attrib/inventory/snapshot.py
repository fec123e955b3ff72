"""What one look at AWS, or at a folder of saved answers, brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nat_attrib.inventory.kinds import BY_NAME

if TYPE_CHECKING:
    from datetime import datetime

IS_MISSING = " is missing."
"""How the note of an absent file ends; `Snapshot.notes` gathers them into one sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said about one kind of resource in one account and region."""

    account_id: str
    """Account that was looked at."""
    region: str
    """Region that was looked at."""
    kind: str
    """Name of the kind."""
    items: dict[str, dict[str, Any]] | None
    """Items by resource id; None when there is no answer, and then nothing about this kind changes."""
    note: str | None = None
    """Why there is no answer, or (beside items) why it is only a part: then no resource is taken for gone."""
    denied: str | None = None
    """The IAM action that AWS denied, where that is the reason."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All answers of one look."""

    seen_at: datetime
    """When; taken for UTC where it names no zone."""
    answers: tuple[Answer, ...]
    """One per account, region and kind."""
    remarks: tuple[str, ...] = ()
    """Sentences about what belongs to no answer, such as a folder that is not an account."""

    @property
    def is_partial(self) -> bool:
        """Whether something is missing that a snapshot does not do without."""
        return any(answer.note and not BY_NAME[answer.kind].is_extra for answer in self.answers)

    def notes(self) -> list[str]:
        """Return what a reader should know, one sentence each; what is the same in several regions is said once."""
        missing: dict[str, list[str]] = {}
        told: dict[tuple[str, str], list[str]] = {}
        for answer in self.answers:
            if answer.note and answer.note.endswith(IS_MISSING):
                where = f"{answer.account_id}/{answer.region}"
                missing.setdefault(where, []).append(answer.note.removesuffix(IS_MISSING))
            elif answer.note:
                told.setdefault((answer.account_id, answer.note), []).append(answer.region)
        said = [f"{account}/{', '.join(dict.fromkeys(regions))}: {note}" for (account, note), regions in told.items()]
        gathered = [
            f"{where} has no {', '.join(names)}; what that tells is unknown." for where, names in missing.items()
        ]
        return list(dict.fromkeys([*self.remarks, *said, *gathered]))
