"""Shows a comparison as a table, JSON, CSV or Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from nat_attrib.report import Plain, csv, json, markdown, summary, table
from nat_attrib.report.cells import UNKNOWN, dollars, gib, percent, plain, printable, signed_gib

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.advice.compare import Comparison
    from nat_attrib.report.model import Row

REASONS = {
    "no_endpoint": "no endpoint in their VPC",
    "no_association": "their route tables lack the endpoint",
    "route_unknown": "their route table is in no inventory",
    "private_dns_off": "the endpoint's private DNS is off",
    "own_resolver": "the VPC asks DNS servers of its own",
    "dns_name": "asked by names that the endpoint does not answer to",
    "other_region": "another region, which no endpoint here serves",
    "public_name": "our own, asked for at its public address",
    "unnamed": "AWS, but nothing names the service",
    "client_unknown": "the clients' VPC is unknown",
    "open_connection": "connections that were open before, or addresses that clients cached",
}
"""Values of `nat_stayed.kept_by` in words."""
_SIDES = ("before", "after")
_SERVICE_TITLES = ("Service", "Before", "After", "Change", "At endpoints", "NAT $")
_SOURCE_TITLES = ("Source", "Service", "Before", "After", "Change", "NAT $")


def render(found: Comparison, format: Plain, *, width: int = table.WIDTH, color: bool = False) -> str:  # noqa: A002 - the flag's name
    """Return the comparison as text; CSV holds the rows by service and source."""
    if format is Plain.JSON:
        return _json(found)
    if format is Plain.CSV:
        return csv.render_recommendations(found.rows)
    if format is Plain.MARKDOWN:
        return _markdown(found)
    return _table(found, width=width, color=color)


def _heading(found: Comparison) -> str:
    return f"NAT gateways, {found.after}, beside {found.before}"


def _sums(found: Comparison) -> list[tuple[str, ...]]:
    totals = found.totals
    usd = (dollars(value) if (value := totals[f"nat_usd_{side}"]) is not None else UNKNOWN for side in _SIDES)
    return [
        ("Bytes", *(f"{gib(totals[f'bytes_{side}'])} GiB" for side in _SIDES)),
        ("Processing", *usd),
        ("Logged", *(f"{totals[f'covered_hours_{side}']:,.1f} h" for side in _SIDES)),
    ]


def _services(found: Comparison) -> list[tuple[str, ...]]:
    top, rest = found.services[: found.top], found.services[found.top :]
    lines = [(_service(row), *_figures([row])) for row in top]
    return [
        *lines,
        *([(f"{len(rest):,} other{'s' * (len(rest) > 1)}", *_figures(rest))] if rest else []),
        ("Total", *_figures(found.services)),
    ]


def _sources(found: Comparison) -> list[tuple[str, ...]]:
    top, rest = found.rows[: found.top], found.rows[found.top :]
    lines = [(printable(str(row["source_name"] or row["source_ip"] or "unknown")), _service(row), *_figures([row], has_endpoints=False)) for row in top]  # fmt: skip # noqa: E501
    if rest:
        lines.append((f"{len(rest):,} other{'s' * (len(rest) > 1)}", "", *_figures(rest, has_endpoints=False)))
    return lines


def _figures(rows: Sequence[Row], *, has_endpoints: bool = True) -> tuple[str, ...]:
    before, after = (sum(row[f"bytes_{side}"] for row in rows) for side in _SIDES)
    usd = [value for row in rows for value in (row["nat_usd_before"], row["nat_usd_after"]) if value is not None]
    change = sum(row["nat_usd_after"] or 0 for row in rows) - sum(row["nat_usd_before"] or 0 for row in rows)
    endpoint: tuple[str, ...] = ()
    if has_endpoints:
        seen = [row for row in rows if row["endpoint_bytes_after"] is not None]
        more = sum(row["endpoint_bytes_after"] - row["endpoint_bytes_before"] for row in seen)
        endpoint = (signed_gib(more) if seen else UNKNOWN,)
    worth = f"{'+' if change >= 0.005 else ''}{dollars(change)}" if usd else UNKNOWN
    return gib(before), gib(after), signed_gib(after - before), *endpoint, worth


def _service(row: Row) -> str:
    return " ".join(printable(str(part)) for part in (row["service"] or "unknown", row["service_region"]) if part)


def promise(row: Row) -> str:
    """Return what came of a recommendation, in sentences."""
    usd = row["saving_usd_per_month"]
    said = [f"Promised: {'no figure' if usd is None else f'{dollars(usd)} a month'}."]
    if row["is_done"] is None:
        return f"{said[0]} Not judged: it moves no service's bytes to an endpoint."
    if not row["is_done"]:
        said.append("The newest inventory does not show it done.")
    if row["bytes_before"] is not None:
        moved = f" ({percent(row['moved_share'])} gone)" if row["moved_share"] else ""
        said.append(f"Through NAT: {gib(row['bytes_before'])} GiB before, {gib(row['bytes_after'])} GiB after{moved}.")
    if row["saved_usd_per_month"] is not None:
        said.append(f"Saved: {dollars(row['saved_usd_per_month'])} a month.")
    said += [f"Still there: {_reason(each)}." for each in row["stayed"]]
    return " ".join(said)


def _reason(row: Row) -> str:
    last = f", last at {row['last_hour']:%Y-%m-%d %H:%M} UTC" if row["kept_by"] == "open_connection" else ""
    return f"{gib(row['bytes'])} GiB, {REASONS.get(row['kept_by'], row['kept_by'])}{last}"


def stays(row: Row) -> str:
    """Return a row of `nat_stayed` as a sentence."""
    where = f" from {printable(str(row['vpc_id']))}" if row["vpc_id"] else ""
    by = f" (beside {printable(str(row['vpc_endpoint_id']))})" if row["vpc_endpoint_id"] else ""
    more = row["route_table_ids"] if row["kept_by"] == "no_association" else row["names"]
    named = f": {printable(', '.join(more[:3]))}" if more and row["kept_by"] in {"no_association", "dns_name"} else ""
    return f"{_service(row)}{where}{by}: {_reason(row)}{named}."


def _table(found: Comparison, *, width: int, color: bool) -> str:
    screen, written = table.console(width, color=color)
    screen.print(Text(_heading(found), style="bold"))
    screen.print()
    screen.print(table.figures(("", "Before", "After"), _sums(found), 2))
    room = max(8, (width - 46) // 2)
    sources = [(table.shorten(row[0], room), table.shorten(row[1], room), *row[2:]) for row in _sources(found)]
    for title, titles, rows, numbers in (
        ("By service, GiB", _SERVICE_TITLES, _services(found), 5),
        ("By source and service, GiB", _SOURCE_TITLES, sources, 4),
    ):
        screen.print()
        screen.print(Text(title, style="bold"))
        screen.print(table.figures(titles, rows, numbers))
    for title, mark, texts in _lists(found):
        screen.print()
        screen.print(Text(title, style="bold"))
        for number, text in enumerate(texts, start=1):
            screen.print(table.hanging(mark.format(number), text))
    return table.tidy(written.getvalue())


def _lists(found: Comparison) -> list[tuple[str, str, list[str]]]:
    """Return title, mark and sentences of what stands below the tables; empty lists are left out, but not promises."""
    promised = [f"{summary.action(row)}. {promise(row)}" for row in found.promises]
    lists = [
        ("What was advised before, and what came of it", "{}. ", promised or ["Nothing was advised."]),
        ("What still passes NAT, and why", "- ", [stays(row) for row in found.stayed[: found.top]]),
        ("Notes", "- ", list(found.notes)),
    ]
    return [each for each in lists if each[2]]


def _markdown(found: Comparison) -> str:
    text = [f"## {markdown.escape(_heading(found))}", "", *markdown.table(("", "Before", "After"), _sums(found), 2)]
    text += ["", "### By service, GiB", "", *markdown.table(_SERVICE_TITLES, _services(found), 5)]
    text += ["", "### By source and service, GiB", "", *markdown.table(_SOURCE_TITLES, _sources(found), 4)]
    for title, mark, texts in _lists(found):
        text += ["", f"### {title}", ""]
        text += [f"{mark.format(number)}{markdown.escape(each)}" for number, each in enumerate(texts, start=1)]
    return "\n".join(text) + "\n"


def _json(found: Comparison) -> str:
    windows = {
        name: {"since": plain(window.since), "until": plain(window.until)}
        for name, window in (("before", found.before), ("after", found.after))
    }
    return json.text(
        {
            "at": plain(found.at),
            **windows,
            "totals": json.rows([found.totals])[0],
            "services": json.rows(found.services),
            "rows": json.rows(found.rows),
            "promises": json.rows(found.promises),
            "stayed": json.rows(found.stayed),
            "notes": list(found.notes),
        }
    )
