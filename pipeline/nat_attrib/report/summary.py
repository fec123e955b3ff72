"""The headline figures and the words of a recommendation, shared by the terminal and Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.report.cells import UNKNOWN, dollars, gib, percent, printable, shown
from nat_attrib.report.seen_by import seen_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Report, Row


def heading(report: Report) -> str:
    """Return the first line: what this is and the exact bounds of its window."""
    days = report.hours / 24
    length = f"{days:g} days" if days >= 2 and days == int(days) else f"{report.hours:g} hours"
    return f"NAT gateways, {report.since:%Y-%m-%d %H:%M} to {report.until:%Y-%m-%d %H:%M} UTC ({length})"


def headlines(report: Report) -> list[tuple[str, str, str]]:
    """Return the headline figures as (name, figure, remark)."""
    totals = report.totals
    lines = [
        ("Coverage", *_coverage(report.coverage)),
        ("Bytes", f"{gib(totals['bytes'])} GiB", _directions(totals)),
        ("Processing", shown("nat_usd", totals["nat_usd"]), _priced(totals)),
    ]
    if any(row["capture"] != "nat_eni" for row in report.captures):
        lines.insert(1, ("Seen by", *seen_by(report.captures)))
    if report.unexplained_bytes is not None:
        lines.append(("Not explained", f"{gib(report.unexplained_bytes)} GiB", _unexplained(report)))
    if totals["cross_az_usd"]:
        lines.append(
            ("Cross-AZ", shown("cross_az_usd", totals["cross_az_usd"]), "clients in another AZ than their gateway")
        )
    if totals["tgw_usd"]:
        lines.append(("Transit Gateway", shown("tgw_usd", totals["tgw_usd"]), "on the way to the gateway"))
    lines.append(("NAT hours", shown("nat_hours_usd", totals["nat_hours_usd"]), _gateways(totals)))
    lines.append(("Savings", *_savings(report.recommendations)))
    return lines


def action(row: Row) -> str:
    """Return what a recommendation does and where, in one line."""
    return " ".join(part for part in action_parts(row) if part)


def action_parts(row: Row) -> tuple[str, str]:
    """Return what a recommendation does, and where."""
    what = str(row["action"]).replace("_", " ").capitalize()
    service = row.get("service_name")
    gateways = row.get("nat_gateway_ids")
    subject = f" for {printable(str(service))}" if service else ""
    if row.get("vpc_endpoint_id"):
        subject += f" ({printable(str(row['vpc_endpoint_id']))})"
    where = [f"in {printable(str(row['vpc_id']))}"] if row.get("vpc_id") else []
    if not service and gateways:
        where.append(f"past {shown('nat_gateway_ids', gateways)}")
    return what + subject, " ".join(where)


ORDER = (
    "In the order in which they apply, what is free first; each saves what those above it leave, so the savings add up."
)
"""Why recommendations stand in their order."""


def saving(row: Row) -> str:
    """Return what a recommendation saves, in words."""
    amount = worth(row)
    return "saving not known" if amount is None else f"saves {amount} a month"


def worth(row: Row) -> str | None:
    """Return the dollars that a recommendation saves a month, `at most` so many where it says so; None when unknown."""
    amount = row.get("saving_usd_per_month")
    return None if amount is None else f"{'at most ' if _is_at_most(row) else ''}{dollars(amount)}"


def _is_at_most(row: Row) -> bool:
    # Only `because` tells: what would move to the endpoint with the rest is not seen.
    return "at most $" in str(row.get("because"))


def facts(row: Row) -> list[tuple[str, str]]:
    """Return the figures and ids behind a recommendation as (name, text), those that are known."""
    columns = (
        ("Account", "account_id"),
        ("Region", "region"),
        ("Route tables", "route_table_ids"),
        ("Subnets", "subnet_ids"),
        ("AZs", "az_ids"),
        ("GiB a month", "gib_per_month"),
        ("NAT today", "nat_usd_per_month"),
        ("Endpoint", "endpoint_usd_per_month"),
        ("Pays from GiB a month", "break_even_gib_per_month"),
        ("Confidence", "confidence"),
        ("Id", "id"),
    )
    return [(name, shown(column, row.get(column))) for name, column in columns if row.get(column) not in (None, [], "")]


def _directions(totals: Row) -> str:
    return f"{gib(totals['bytes_out'])} out, {gib(totals['bytes_in'])} in, from {_count(totals['sources'], 'source')}"


def _priced(totals: Row) -> str:
    if totals["unpriced_bytes"]:
        return f"without {gib(totals['unpriced_bytes'])} GiB that have no price, see the notes"
    return "billed by the GiB, both directions"


def _gateways(totals: Row) -> str:
    if totals["unpriced_gateways"]:
        return f"without {totals['unpriced_gateways']:,} of {_count(totals['gateways'], 'gateway')} that have no price"
    count = _count(totals["gateways"], "gateway")
    if totals["regional_gateways"]:
        some = (
            "a regional one" if totals["regional_gateways"] == 1 else f"{totals['regional_gateways']:,} regional ones"
        )
        count += f", {some} billed in each AZ, {totals['nat_hours']:,.0f} hours in all"
    return f"{count}; not part of any row below"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _coverage(rows: Sequence[Row]) -> tuple[str, str]:
    window = sum(row["gateway_hours"] or 0 for row in rows)
    covered = sum(row["covered_hours"] or 0 for row in rows)
    hours = f"{covered:,.1f} of {window:,.1f} gateway hours are in the flow logs"
    by_metrics = _share(rows, "coverage", "cloudwatch_bytes")
    by_bill = _share(rows, "billed_coverage", "billed_bytes")
    if by_metrics is not None:
        beside = (
            f"of CloudWatch's bytes; {percent(by_bill)} of the bill's"
            if by_bill is not None
            else "of CloudWatch's bytes"
        )
        return percent(by_metrics), f"{beside}; {hours}"
    if by_bill is not None:
        return percent(by_bill), f"of the bill's bytes; {hours}"
    remark = f"{hours}; a lower bound" if any(row["is_lower_bound"] for row in rows) else hours
    return (percent(covered / window) if window else UNKNOWN), remark


def _share(rows: Sequence[Row], part: str, whole: str) -> float | None:
    known = [row for row in rows if row.get(whole) and row.get(part) is not None]
    total = sum(row[whole] for row in known)
    return sum(row[part] * row[whole] for row in known) / total if total else None


def _unexplained(report: Report) -> str:
    by = " and ".join(
        sorted({"CloudWatch" if row["measured_by"] == "CloudWatch" else "the bill" for row in report.unexplained})
    )
    worth = report.unexplained_usd
    return f"counted by {by} and in no flow log" + ("" if worth is None else f": {shown('nat_usd', worth)}")


def _savings(rows: Sequence[Row]) -> tuple[str, str]:
    known = [row["saving_usd_per_month"] for row in rows if row.get("saving_usd_per_month") is not None]
    if not rows:
        return UNKNOWN, "nothing to change was found"
    changes = f"a month with {_count(len(rows), 'change')}, below"
    if not known:
        return UNKNOWN, f"{_count(len(rows), 'change')}, below, without a monthly figure"
    if len(known) < len(rows):
        changes += f"; {len(rows) - len(known):,} of them without a figure"
    if less := sum(map(_is_at_most, rows)):
        changes += f"; {less:,} of them may save less"
    return dollars(sum(known)), changes
