"""Where the dollars of a report come from, and of which date they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib import sqlfiles
from nat_attrib.report.cells import printable

if TYPE_CHECKING:
    from nat_attrib.duck import Duck
    from nat_attrib.window import Window


def sentences(duck: Duck, window: Window) -> list[str]:
    """Return a sentence per source of the prices of the window's gateways, and one for those that have no price."""
    spoken = {"since": window.since, "until": window.until}
    priced = duck.dicts(sqlfiles.text("stages/report/price_sources"), **spoken)
    unpriced = duck.dicts(sqlfiles.text("stages/report/unpriced_gateways"), **spoken)
    said = [
        f"Prices of {', '.join(row['regions'])}: {printable(str(row['source']))}"
        + (f", {row['as_of']:%Y-%m-%d}." if row["as_of"] is not None else ".")
        for row in priced
    ]
    return said + [
        f"{printable(row['nat_gateway_id'])} has bytes and no dollars: "
        f"{printable(row['unpriced_reason'] or 'no price is known')}."
        for row in unpriced
    ]
