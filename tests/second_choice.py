"""Which of the candidates count, told a second time: between logs on one interface, then between captures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.second_telling import HOUR, RANK, Key, Told, hour_of

if TYPE_CHECKING:
    from collections.abc import Iterable

GRACE = 600
OWN = {"nat_eni", "regional", "nat_eni_v2"}
Span = tuple[int, int]


def _common(one: Span, two: Span) -> int:
    return max(min(one[1], two[1]) - max(one[0], two[0]), 0)


def _compete(one: Span, two: Span) -> bool:
    """Tell whether two logs were on at the same time."""
    common = _common(one, two)
    return common > GRACE or common * 2 > min(one[1] - one[0], two[1] - two[0])


def _near(told: Told, hour: int, which: Iterable[Key]) -> Span:
    """Return when a log was on, as the hour and those beside it show."""
    spans = [told.logs[key] for key in which if abs(key[0] - hour) <= HOUR]
    first, last = min(one.first for one in spans), max(one.last for one in spans)
    return first, max(last, first + 1)


def _usable(told: Told) -> set[str]:
    """Return the logs of more than refused packets: they show an accepted one at some time, or no refused one."""
    legs = ("l1", "l2", "l3", "l4")
    refused, accepted = set(), set()
    for key, sums in told.logs.items():
        if sums.legs["reject records"]:
            refused.add(key[1])
        if any(sums.legs[f"{one} records"] for one in legs) or any(sums.legs[one] for one in (*legs, "inbound")):
            accepted.add(key[1])
    return {key[1] for key in told.logs if key[1] in accepted or key[1] not in refused}


@dataclass(frozen=True)
class Rival:
    """A log that tells of an interface in an hour, with what the choice goes by."""

    key: Key
    capture: str
    size: int
    seconds: int
    fields: int
    log: str
    on: Span


def choose(rivals: Iterable[Rival]) -> list[Key]:
    """Return the keys of those that count: logs that follow each other add up, of others the best one stays."""
    left, chosen = list(rivals), []
    while left:
        most = max(one.size for one in left)
        best = min(
            left,
            key=lambda one: (
                RANK[one.capture], one.size * 100 < most * 99, -(one.seconds // GRACE), -one.fields, one.log,
            ),
        )  # fmt: skip
        chosen.append(best.key)
        left = [one for one in left if one is not best and not _compete(best.on, one.on)]
    return chosen


def chosen_own(told: Told) -> list[Key]:
    """Return the keys of `Told.logs` that count for the gateways' own logs."""
    by_interface: dict[Key, list[Rival]] = defaultdict(list)
    stretches: dict[Key, list[Key]] = defaultdict(list)
    usable = _usable(told)
    for key in told.logs:
        stretches[key[1:]].append(key)
    for key, sums in told.logs.items():
        if key[2] in OWN and key[1] in usable:
            size, on = sums.legs["l1"] + sums.legs["l4"], _near(told, key[0], stretches[key[1:]])
            rival = Rival(key, key[2], size, sums.last - sums.first, told.fields[key[1]], key[1], on)
            by_interface[key[0], key[3], key[4]].append(rival)
    return [key for rivals in by_interface.values() for key in choose(rivals)]


def covered(told: Told) -> dict[tuple[int, str], int]:
    """Return the covered seconds by hour and gateway, as the gateways' own logs that count tell.

    A log covers from its first to its last record where they are hours of less than a day apart, but not those hours
    in which another log counts in its place.
    """
    chosen = set(chosen_own(told))
    hours: dict[Key, list[int]] = defaultdict(list)
    for key in sorted(key for key in told.logs if key[2] in OWN):
        hours[key[1:]].append(key[0])
    seen: dict[tuple[int, str], set[int]] = defaultdict(set)
    for where, mine in hours.items():
        for number, hour in enumerate(mine):
            goes_on = number + 1 < len(mine) and mine[number + 1] - hour <= 24 * HOUR
            came_on = number > 0 and hour - mine[number - 1] <= 24 * HOUR
            if (hour, *where) in chosen:
                sums = told.logs[hour, *where]
                span = (hour if came_on else max(sums.first, hour), hour + HOUR if goes_on else sums.last)
                seen[hour, where[2]].update(range(*span))
            for between in range(hour + HOUR, mine[number + 1] if goes_on else hour, HOUR):
                seen[between, where[2]].update(range(between, between + HOUR))
    return {key: len(seconds) for key, seconds in seen.items()}


def chosen_clients(told: Told, rows: dict[Key, list[int]]) -> dict[Key, list[int]]:
    """Return those of the clients' candidates whose log counts for their interface."""
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key in rows:
        groups[key[0], key[3], key[4], key[1]].append(key)
    by_interface: dict[Key, list[Rival]] = defaultdict(list)
    for group, keys in groups.items():
        hour, gateway, interface, log = group
        spans = [
            sums
            for key, sums in told.logs.items()
            if (key[0], key[1], key[4]) == (hour, log, interface) and key[2] not in OWN
        ]
        seconds = max(one.last for one in spans) - min(one.first for one in spans)
        capture = min((key[2] for key in keys), key=lambda one: RANK[one])
        on = _near(told, hour, [key for key in told.logs if key[1] == log])
        size = sum(rows[key][0] + rows[key][1] for key in keys)
        rival = Rival(group, capture, size, seconds, told.fields[log], log, on)
        by_interface[hour, gateway, interface].append(rival)
    kept = {group for rivals in by_interface.values() for group in choose(rivals)}
    return {key: sums for key, sums in rows.items() if (key[0], key[3], key[4], key[1]) in kept}


def pair_replies(told: Told) -> dict[Key, list[int]]:
    """Return the clients' candidates, replies given to the gateway that their request was sent to."""
    asked: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (hour, log, capture, gateway, *ends), sums in told.flows.items():
        if capture == "next_hop" and sums[0] > 0:
            asked[hour, log, *ends][gateway] += sums[0]
    rows: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (hour, log, capture, gateway, *ends), sums in told.flows.items():
        if capture in OWN:
            continue
        if capture == "reply":
            near = [asked[at, log, *ends] for at in (hour, hour - HOUR, hour + HOUR) if (at, log, *ends) in asked]
            capture = "next_hop" if near else "route"  # noqa: PLW2901
            if near:
                gateway = max((size, name) for name, size in near[0].items())[1]  # noqa: PLW2901
        row = rows[hour, log, capture, gateway, *ends]
        for number in range(3):
            row[number] += sums[number]
    return rows


def count(told: Told) -> list[tuple[object, ...]]:
    """Return what counts, as the world's keys have it, sorted: hour, gateway, client, remote, port, protocol, sums."""
    own = chosen_own(told)
    clients = chosen_clients(told, pair_replies(told))
    stretches: dict[Key, list[Key]] = defaultdict(list)
    by_log: dict[str, list[Key]] = defaultdict(list)
    for key in told.logs:
        stretches[key[1:]].append(key)
        by_log[key[1]].append(key)
    held: dict[Key, list[Key]] = defaultdict(list)
    for key in own:
        held[key[0], key[3]].append(key)
    totals = {(key[0], key[3], key[5]) for key in told.flows if key[2] == "nat_eni_v2" and key[:5] in own}
    dropped: set[Key] = set()
    silent: set[Key] = set()
    for hour, gateway, client in {(key[0], key[3], key[5]) for key in clients}:
        logs = {key[1] for key in clients if (key[0], key[3], key[5]) == (hour, gateway, client)}
        spans = [_near(told, hour, by_log[log]) for log in logs]
        mine = (max(min(one[0] for one in spans), hour), min(max(one[1] for one in spans), hour + HOUR))
        rivals = {}
        for key in held[hour, gateway]:
            first, last = _near(told, hour, stretches[key[1:]])
            on = (max(first, hour), min(last, hour + HOUR))
            if _compete(on, mine) and (key[2] != "nat_eni_v2" or (hour, gateway, client) in totals):
                rivals[key] = on
        whole = mine[1] - mine[0]
        longer = whole > sum(on[1] - on[0] for on in rivals.values())
        if any(RANK[key[2]] == 0 and whole - _common(on, mine) <= GRACE for key, on in rivals.items()):
            silent.add((hour, gateway, client))
        elif longer or all(on[1] - on[0] - _common(on, mine) <= GRACE for on in rivals.values()):
            dropped |= {(*key, client) for key in rivals}
        else:
            silent.add((hour, gateway, client))
    counted: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = [(key, sums) for key, sums in told.flows.items() if key[:5] in own and key[:6] not in dropped]
    rows += [(key, sums) for key, sums in clients.items() if (key[0], key[3], key[5]) not in silent]
    for key, sums in rows:
        total = counted[hour_of(key[0]), key[3], *key[5:]]
        for number in range(3):
            total[number] += sums[number]
    return sorted(((*key, *sums) for key, sums in counted.items()), key=str)
