"""Rebuilds the derived rows of dirty hours, some days at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nat_attrib.attribute.chosen import beside_nat, choose_logs

if TYPE_CHECKING:
    from datetime import date

    from nat_attrib.duck import Duck

ROWS_TOGETHER = 1_000_000
"""Days with no more rows than this between them are rebuilt by the same statements, whose planning costs half a second
of processor time however few the rows are."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days that are rebuilt together."""

    first: date
    last: date
    count: int
    """Those with a dirty hour."""


def mark_dirty(duck: Duck) -> bool:
    """Refresh `gateway` and note which hours must be rebuilt.

    Of the hours that a change of the inventory touches only those are noted in which somebody is called otherwise now.

    Returns:
        Whether `look_up` was needed for that.
    """
    with duck.transaction():
        duck.run("stages/attribute/gateway")
        duck.run("stages/attribute/dirty_gateway")
    if not duck.row("select count(*) from changed_resource")[0]:
        return False
    look_up(duck)
    duck.run("stages/attribute/touched")
    with duck.transaction():
        duck.run("stages/attribute/dirty_beside")
        for (day,) in duck.rows("select distinct hour::date as day from touched_hour order by day"):
            duck.run("stages/attribute/touched_day", day=day)
            _describe(duck)
            duck.run("stages/attribute/own_answer")
            duck.run("stages/attribute/dirty_inventory")
        duck.execute("delete from changed_resource")
    return True


def look_up(duck: Duck) -> None:
    """Spread what the inventory says of interfaces and addresses over time, as `prepare` needs it."""
    duck.run("stages/attribute/interface_state")
    duck.run("stages/attribute/address_state")


def _describe(duck: Duck) -> None:
    """Find out who the addresses of the temporary table `client` were; leave the answers in `described_client`."""
    duck.run("stages/attribute/source_found")
    duck.run("stages/attribute/source_described")


def dirty_days(duck: Duck, *, is_one_by_one: bool = False) -> list[Days]:
    """Return the days that hold hours to rebuild, oldest first; closed hours stay as they are.

    Args:
        duck: the working copy.
        is_one_by_one: never two days together, as query logs are matched a day at a time.
    """
    duck.execute("delete from dirty_hour where is_closed(hour)")
    duck.run("stages/attribute/dirty_day")
    together: list[Days] = []
    rows_so_far = 0
    for day, rows in duck.rows("from dirty_day order by day"):
        rows_so_far += rows
        if together and not is_one_by_one and rows_so_far <= ROWS_TOGETHER:
            together[-1] = Days(together[-1].first, day, together[-1].count + 1)
        else:
            together.append(Days(day, day, 1))
            rows_so_far = rows
    return together


def prepare(duck: Duck, days: Days) -> None:
    """Choose the logs and name the sources of the days' dirty hours; leave the remotes to name in `remote_to_name`.

    Needs `look_up` before.
    """
    choose_logs(duck, days.first, days.last)
    duck.run("stages/attribute/slot")
    _describe(duck)
    duck.run("stages/attribute/source")
    beside_nat(duck)
    duck.run("stages/attribute/remote")


def refine(duck: Duck) -> None:
    """Leave in `remote_to_name` the remotes whose name depends on the hour, once all others are named."""
    duck.run("stages/attribute/own_question")
    duck.run("stages/attribute/own_answer")
    duck.run("stages/attribute/remote_special")


def ask_day(duck: Duck) -> None:
    """Leave in `day_client` and `day_remote` who talked to whom in the prepared hours, for query logs to be matched."""
    duck.run("stages/attribute/day_client")


def ask_stored_day(duck: Duck, day: date) -> None:
    """Leave in `day_client` and `day_remote` who talked to whom in the hours of a day that are built already."""
    duck.run("stages/attribute/told_client", day=day)


def mark_answers(duck: Duck, day: date) -> None:
    """Note the hours of a built day that the matched query logs name otherwise now."""
    duck.run("stages/attribute/dirty_answers", day=day)


def mark_ip_ranges(duck: Duck) -> None:
    """Note the hours whose names come from an ip-ranges.json that is not the nearest to them any more."""
    with duck.transaction():
        duck.run("stages/attribute/dirty_ip_ranges")


def forget_names(duck: Duck) -> None:
    """Drop what query logs told and no hour refers to any more."""
    with duck.transaction():
        duck.run("stages/attribute/forget_names")


def build(duck: Duck) -> None:
    """Write the prepared hours in place of what was there: `nat_hour` and its folded twin, and `beside_hour`."""
    duck.run("stages/attribute/nat_hour")
    duck.run("stages/attribute/beside_hour")


def cover(duck: Duck) -> None:
    """Rebuild `gateway_hour`: what the chosen logs cover."""
    with duck.transaction():
        duck.run("stages/attribute/gateway_hour")


def forget_sources(duck: Duck) -> None:
    """Drop the descriptions of clients that no hour refers to any more."""
    with duck.transaction():
        duck.run("stages/attribute/forget_sources")


def refold(duck: Duck) -> None:
    """Rebuild the folded grain from the detail after names changed."""
    with duck.transaction():
        duck.run("stages/attribute/refold")
