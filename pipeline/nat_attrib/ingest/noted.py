"""What a run says of the objects that it found and does not read, before it reads the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.ingest.names import SAID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.ingest.objects import FoundObject
    from nat_attrib.ingest.place import Place
    from nat_attrib.ingest.plan import Plan
    from nat_attrib.progress import Progress


def note_nothing(place: Place, found: Sequence[FoundObject], progress: Progress, *, is_part: bool) -> None:
    """Say that no object lies where a run looked, since a wrong place looks the same as a quiet one.

    Args:
        place: where it looked.
        found: what it found.
        progress: whom to tell.
        is_part: whether some of it could not be listed, which is said of its own; the place may well be right then.
    """
    if not found:
        where = ", ".join(each.text for each in place.sources)
        said = (
            f"What could be listed in {where} has no object of this window; the rest could not be listed."
            if is_part
            else f"No object of this window was found in {where}; check the place, and --since."
        )
        progress.note(said)


def note_foreign(planned: Plan, problems: list[str], progress: Progress) -> None:
    """Say how many objects are left alone because of their names; where there are no others, something is wrong."""
    if planned.foreign:
        first, count = planned.foreign[0], len(planned.foreign)
        kind = SAID[first.kind].partition(" ")[2]
        said = f"{count:,} objects are no {kind}s by their names, such as {first.key}; they are not read"
        if count == 1:
            said = f"{first.key} is no {kind} by its name; it is not read"
        said += ": check the place if that is wrong."
        if planned.objects or planned.already_read or planned.late:
            progress.note(said)
        else:
            problems.append(said)


def note_unequal(planned: Plan, progress: Progress) -> None:
    """Say which objects lie in several places with different sizes: one of them is no copy of the other."""
    if planned.unequal:
        small, large = planned.unequal[0]
        progress.note(
            f"{len(planned.unequal)} objects lie in two places with different sizes, such as {small.address} "
            f"({small.size_bytes:,} bytes) and {large.address} ({large.size_bytes:,} bytes); the larger one counts, so "
            "remove the other."
        )


def note_copies(planned: Plan, progress: Progress) -> None:
    """Say which files are not read because a file of the same path and size was: they may be others."""
    if planned.copies:
        one, other = planned.copies[0]
        progress.note(
            f"Taken for copies, since without an AWS name only path under SOURCE and size tell files apart: "
            f"{len(planned.copies):,}, such as {one.address} of {other.address}; rename the first where it is none."
        )


def note_late(planned: Plan, progress: Progress) -> None:
    """Say how many objects are left alone because their days are closed."""
    if known := planned.late - len(planned.too_late):
        progress.note(f"{known} objects are of days that are closed (meta.detail_since); they are not read.")
