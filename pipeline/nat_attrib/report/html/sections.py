"""The parts of the page, each a string of HTML; empty where there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nat_attrib.report import changes, summary
from nat_attrib.report.cells import dollars, gib, percent, shown
from nat_attrib.report.html import sankey, services, tables, timeline
from nat_attrib.report.html.text import escape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nat_attrib.report.html.services import Palette
    from nat_attrib.report.model import Report, Row

_SPIKES: Final = 5
_CHANGES: Final = 25
_FINDINGS: Final = 100
_DAYS: Final = 400
_LARGE: Final = ("Coverage", "Processing", "Savings")
"""Headline figures that stand out."""
_DAILY: Final = {"cloudwatch_bytes": "CloudWatch GiB", "billed_bytes": "Billed GiB", "coverage": "Coverage"}
_MEASURES: Final = {
    "cloudwatch_bytes": "CloudWatch GiB",
    "coverage": "Coverage",
    "billed_bytes": "Billed GiB",
    "billed_coverage": "of the bill",
}
"""What somebody else measured, with the columns' titles."""
_METHOD: Final = (
    (
        "A NAT gateway bills each byte once, in both directions. Of the four legs that a flow log shows at the "
        "gateway's interface, those between client and gateway are counted; the others are the same bytes again."
    ),
    (
        "Where several flow logs cover an interface, one of them counts. What the logs do not cover is said, "
        "never guessed."
    ),
    (
        "Dollars are bytes by 2^30 times the rate of the gateway: the bill's effective rate where a bill was read, "
        "else the list price. Hours of the gateways are a line of their own."
    ),
    (
        "A saving is what NAT, the AZ crossing and the Transit Gateway would no longer charge, less what the endpoint "
        "costs. Each change is weighed on what the ones above it leave, so the column adds up."
    ),
)


def headline(report: Report) -> str:
    """Return the figures that begin the report, and the warnings."""
    cards = "".join(
        f'<div class="card{" large" if name in _LARGE else ""}"><dt>{escape(name)}</dt>'
        f"<dd><b>{escape(figure)}</b><span>{escape(remark)}</span></dd></div>"
        for name, figure, remark in summary.headlines(report)
    )
    warned = "".join(f'<p class="warning" role="alert"><b>Warning</b> {escape(each)}</p>' for each in report.warnings)
    return f'{warned}<dl class="cards">{cards}</dl>{families(report)}'


def families(report: Report) -> str:
    """Return one bar of all bytes by what would take them off NAT."""
    found = services.by_family(report.rankings.get("by_service", ()))
    total = sum(amount for _, amount, _ in found)
    if not total:
        return ""
    x = 0.0
    bars, items = [], []
    for served_by, amount, usd in found:
        css, said = services.FAMILIES[served_by]
        width = 1000 * amount / total
        worth = "" if usd is None else f", {dollars(usd)}"
        text = f"{said}: {percent(amount / total)} ({gib(amount)} GiB{worth})"
        bars.append(
            f'<rect class="{css}0" x="{x:.1f}" width="{width:.1f}" height="22"><title>{escape(text)}</title></rect>'
        )
        items.append(
            '<li><svg class="key" viewBox="0 0 10 10" aria-hidden="true">'
            f'<rect class="{css}0" width="10" height="10" rx="2"/></svg>'
            f"{escape(said)} <b>{percent(amount / total)}</b>{escape(worth.replace(', ', ' · '))}</li>"
        )
        x += width
    return (
        '<figure class="families"><figcaption>What would take these bytes off NAT</figcaption>'
        '<svg viewBox="0 0 1000 22" preserveAspectRatio="none" role="img" '
        'aria-label="Bytes by what would take them off NAT">'
        f'{"".join(bars)}</svg><ul class="legend">{"".join(items)}</ul></figure>'
    )


def flow(report: Report, palette: Palette) -> str:
    """Return the flow diagram."""
    drawn = sankey.svg(report.extras["paths"], palette)
    return (
        f'<div class="scroll chart" tabindex="0" role="region" aria-label="Flow diagram">{drawn}</div>' if drawn else ""
    )


def over_time(report: Report, palette: Palette) -> str:
    """Return the bars over time, and the spikes as sentences."""
    drawn = timeline.svg(report.extras["over_time"], report.since, report.until, palette)
    if not drawn:
        return ""
    spikes = report.extras["spikes"]
    said = "".join(f"<li>{escape(changes.spike(row))}</li>" for row in spikes[:_SPIKES])
    more = f'<h3>Far above the usual</h3><ul class="plain">{said}</ul>' if spikes else ""
    return f'<div class="scroll chart" tabindex="0" role="region" aria-label="Bytes over time">{drawn}</div>{more}'


def advice(report: Report) -> str:
    """Return the recommendations, each with its arithmetic folded beneath."""
    if not report.recommendations:
        return "<p>Nothing that would pay for itself was found.</p>"
    items = "".join(_change(number, row) for number, row in enumerate(report.recommendations, start=1))
    order = f"<p>{escape(summary.ORDER)}</p>" if len(report.recommendations) > 1 else ""
    return f'{order}<ol class="advice">{items}</ol>'


def _change(number: int, row: Row) -> str:
    what, where = summary.action_parts(row)
    worth = summary.worth(row) or "not known"
    confidence = str(row.get("confidence") or "")
    badge = f'<span class="badge {escape(confidence)}">{escape(confidence)} confidence</span>' if confidence else ""
    facts = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in summary.facts(row))
    return (
        f'<li><div class="what"><span class="number">{number}</span>'
        f"<h3>{escape(what)}<small>{escape(where)}</small></h3>{badge}"
        f'<p class="saving"><b>{escape(worth)}</b> a month</p></div>'
        f"<details><summary>The arithmetic</summary><p>{escape(row.get('because') or '')}</p>"
        f'<dl class="facts">{facts}</dl></details></li>'
    )


def findings(report: Report) -> str:
    """Return what is set up so that it costs money, hides bytes or breaks."""
    rows = report.extras["findings"]
    items = "".join(
        f'<li><span class="badge {escape(row["severity"])}">{escape(row["severity"])}</span>'
        f"<div><h3>{escape(row['title'])}</h3><p>{escape(row['detail'])}</p>"
        f"<p class=fix>{escape(row['fix'] or '')}</p></div></li>"
        for row in rows[:_FINDINGS]
    )
    more = (
        f"<p>And {len(rows) - _FINDINGS:,} more; nat-attrib audit lists them all.</p>" if len(rows) > _FINDINGS else ""
    )
    return f'<ul class="findings">{items}</ul>{more}' if rows else ""


def changed(report: Report) -> str:
    """Return this window beside the one before; empty where that one has no logs."""
    before = report.extras["window_before"][0]
    if not before["covered_hours_before"]:
        return ""
    found = changes.Changes(
        since=report.since,
        until=report.until,
        before_since=before["before_since"],
        covered_hours_before=before["covered_hours_before"],
        covered_hours_after=before["covered_hours_after"],
        rows=report.extras["changes"],
        spikes=report.extras["spikes"],
        top=_CHANGES,
    )
    titles = [(title, place > 1) for place, title in enumerate(changes.TITLES)]
    values = [(row["bytes_before"], row["bytes_after"], row["change"]) for row in found.rows[:_CHANGES]]
    lines = changes.lines(found)
    body = "".join(
        tables.row([*line[:2], *zip(line[2:5], value, strict=True), (line[5], None)])
        for line, value in zip(lines, values, strict=False)
    )
    foot = "".join(_changed_foot(line) for line in lines[len(values) :])
    said = "".join(f"<p>{escape(note)}</p>" for note in changes.notes(found))
    bounds = (
        f"<p>GiB, {before['before_since']:%Y-%m-%d %H:%M} to {report.since:%Y-%m-%d %H:%M} UTC beside this window.</p>"
    )
    return bounds + tables.table("changes", "What changed, by source and service", titles, body, foot) + said


def _changed_foot(line: tuple[str, ...]) -> str:
    cells = "".join(f"<td>{escape(cell)}" for cell in line[:2]) + "".join(
        f"<td class=n>{escape(cell)}" for cell in line[2:]
    )
    return f'<tr class="{"total" if line[0] == "Total" else "rest"}">{cells}</tr>'


def rankings(report: Report) -> str:
    """Return the tables; all but the chosen one are folded."""
    parts = []
    for place, (by, made) in enumerate(tables.rankings(report)):
        count = len(report.rankings[by.ranking])
        opened = " open" if place == 0 else ""
        note = f" ({count:,})" if count <= tables.ROWS else f" (the largest {tables.ROWS} of {count:,})"
        parts.append(
            f"<details class=ranking{opened}><summary>{escape(by.title)}<small>{note}</small></summary>{made}</details>"
        )
    return "".join(parts)


def trust(report: Report) -> str:
    """Return how far the flow logs can be relied on, per gateway and day; what nobody measured has no column."""
    measures = _known(report.coverage, _MEASURES)
    titles = [
        ("NAT gateway", False), ("Account", False), ("Region", False), ("Seen by", False), ("Hours logged", True),
        *((_MEASURES[name], True) for name in measures),
        ("Unsolicited GiB", True), ("Lower bound", False),
    ]  # fmt: skip
    body = "".join(
        tables.row(
            [
                str(row["nat_gateway_id"]),
                shown("account_id", row["account_id"]),
                shown("region", row["region"]),
                "; ".join(f"{name}: {told}" for name, told in zip(row["captures"], row["quality"], strict=True)),
                (f"{row['covered_hours']:,.1f} of {row['gateway_hours']:,.1f}", row["share"]),
                *((_measure(name, row[name]), row[name]) for name in measures),
                (shown("bytes", row["unsolicited_bytes"]), row["unsolicited_bytes"]),
                shown("is_lower_bound", row["is_lower_bound"]),
            ]
        )
        for row in report.coverage
    )
    days = report.extras["reconciliation"][-_DAYS:]
    daily_measures = _known(days, _DAILY)
    day_titles = [
        ("Day", False), ("NAT gateway", False), ("Logged GiB", True),
        *((_DAILY[name], True) for name in daily_measures), ("Reason", False),
    ]  # fmt: skip
    daily = "".join(
        tables.row(
            [
                f"{row['day']:%Y-%m-%d}",
                str(row["nat_gateway_id"]),
                *((_measure(name, row[name]), row[name]) for name in ("flow_log_bytes", *daily_measures)),
                shown("reason", row["reason"]),
            ]
        )
        for row in days
    )
    per_day = tables.table("days", "Flow logs beside CloudWatch and the bill, by day", day_titles, daily)
    return (
        tables.table("coverage", "Coverage by NAT gateway", titles, body)
        + f"<details class=ranking><summary>By day<small> ({len(days):,})</small></summary>{per_day}</details>"
    )


def _known(rows: Sequence[Row], titles: Mapping[str, str]) -> list[str]:
    return [name for name in titles if any(row[name] is not None for row in rows)]


def _measure(name: str, value: object) -> str:
    return shown("coverage" if name == "billed_coverage" else name, value)


def method(report: Report) -> str:
    """Return how the numbers are made, what they leave out and where they come from."""
    notes = "".join(f"<li>{escape(note)}</li>" for note in report.notes)
    said = "".join(f"<p>{escape(each)}</p>" for each in _METHOD)
    return (
        f'<h3>What these numbers leave out, and their sources</h3><ul class="plain notes">{notes}</ul>'
        f"<h3>How they are made</h3>{said}"
    )
