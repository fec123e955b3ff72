"""Flattens nested prefixes to disjoint intervals, so that one ordered look-up names an address."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOW_BITS = 2**64


class Block(NamedTuple):
    """A CIDR block that is labelled with a service and a region."""

    family: int
    """4 or 6."""
    first: int
    """First address as a number."""
    last: int
    """Last address as a number."""
    service: str
    region: str


def cidr_block(cidr: str, service: str, region: str) -> Block | None:
    """Return the block of a CIDR text; None when it is not one, so that no address can lie in it."""
    # Ten times as fast as `ipaddress`, which would take most of the time of a small run.
    address, _, length = cidr.partition("/")
    family, bits = (6, 128) if ":" in address else (4, 32)
    try:
        number = int.from_bytes(socket.inet_pton(socket.AF_INET6 if family == 6 else socket.AF_INET, address))
        free = bits - int(length or bits)
    except (OSError, ValueError):
        return None
    if not 0 <= free <= bits or ("/" in cidr and not length.isdecimal()):
        return None
    first = number >> free << free
    return Block(family, first, first + (1 << free) - 1, service, region)


@dataclass(frozen=True, slots=True)
class Interval:
    """Addresses that lie in the same blocks, all of them."""

    family: int
    first: int
    last: int
    service: str
    """Any named service over EC2 over AMAZON; of several named ones the longest prefix, then the alphabet."""
    region: str
    """The region of the longest prefix."""
    memberships: tuple[str, ...]
    """`SERVICE/region` of every block around the interval, sorted."""


@dataclass(slots=True)
class _Open:
    """A block the sweep is inside of, with what holds where no deeper block does."""

    last: int
    region: str
    best: tuple[int, int, str]
    labels: frozenset[tuple[str, str]]


def flatten(blocks: Sequence[Block]) -> list[Interval]:
    """Return disjoint intervals, in order of family and address, that together cover exactly what `blocks` cover.

    CIDR blocks nest or are disjoint, so the blocks around an address are a stack; neighbours with equal answers are
    one interval.
    """
    found: list[Interval] = []
    for family in (4, 6):
        labels: dict[tuple[int, int], set[tuple[str, str]]] = {}
        for block in blocks:
            if block.family == family:
                labels.setdefault((block.first, block.last), set()).add((block.service, block.region))
        found.extend(_sweep(family, labels))
    return found


def _sweep(family: int, labels: dict[tuple[int, int], set[tuple[str, str]]]) -> list[Interval]:
    found: list[Interval] = []
    stack: list[_Open] = []
    cursor = 0

    def emit(until: int) -> None:
        nonlocal cursor
        if cursor <= until:
            _append(found, family, cursor, until, stack[-1])
            cursor = until + 1

    for (first, last), own in sorted(labels.items(), key=lambda item: (item[0][0], -item[0][1])):
        while stack and stack[-1].last < first:
            emit(stack[-1].last)
            stack.pop()
        if stack:
            emit(first - 1)
        cursor = first
        stack.append(_opened(last, own, stack))
    while stack:
        emit(stack[-1].last)
        stack.pop()
    return found


def _opened(last: int, own: set[tuple[str, str]], around: Sequence[_Open]) -> _Open:
    """Return the block with its answers, given the blocks around it."""
    ranked = sorted((_rank(service), service, region == "GLOBAL", region) for service, region in own)
    best = (ranked[0][0], -len(around), ranked[0][1])
    labels = frozenset(own)
    if around:
        best = min(best, around[-1].best)
        labels |= around[-1].labels
    return _Open(last=last, region=ranked[0][3], best=best, labels=labels)


def _rank(service: str) -> int:
    return {"EC2": 1, "AMAZON": 2}.get(service, 0)


def _append(found: list[Interval], family: int, first: int, last: int, block: _Open) -> None:
    memberships = tuple(sorted(f"{service}/{region}" for service, region in block.labels))
    service = block.best[2]
    if found:
        before = found[-1]
        same = (before.service, before.region, before.memberships) == (service, block.region, memberships)
        if same and before.last + 1 == first:
            found[-1] = Interval(family, before.first, last, service, block.region, memberships)
            return
    found.append(Interval(family, first, last, service, block.region, memberships))


def to_frame(intervals: Sequence[Interval]) -> pl.DataFrame:
    """Return the intervals as columns; 128 bit numbers, which Arrow has no type for, as two halves `_high`, `_low`."""
    return pl.DataFrame(
        {
            "family": [interval.family for interval in intervals],
            "first_high": [interval.first // _LOW_BITS for interval in intervals],
            "first_low": [interval.first % _LOW_BITS for interval in intervals],
            "last_high": [interval.last // _LOW_BITS for interval in intervals],
            "last_low": [interval.last % _LOW_BITS for interval in intervals],
            "service": [interval.service for interval in intervals],
            "region": [interval.region for interval in intervals],
            "memberships": [list(interval.memberships) for interval in intervals],
        },
        schema={
            "family": pl.Int32,
            **dict.fromkeys(("first_high", "first_low", "last_high", "last_low"), pl.UInt64),
            "service": pl.String,
            "region": pl.String,
            "memberships": pl.List(pl.String),
        },
    )
