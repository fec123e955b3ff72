"""Which column of an export means what: CUR 2.0, legacy CUR (CSV or Parquet) and FOCUS, however headers are spelled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nat_attrib.errors import BadObjectError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of export."""

    name: str
    """`CUR` or `FOCUS`."""
    columns: Mapping[str, tuple[str, ...]]
    """Our column to the export's names for it, best first, as `spelling` has them."""


_CUR: Final = Layout(
    "CUR",
    {
        "started": ("lineitemusagestartdate",),
        "ended": ("lineitemusageenddate",),
        "account": ("lineitemusageaccountid",),
        "product": ("lineitemproductcode",),
        "usage_type": ("lineitemusagetype",),
        "operation": ("lineitemoperation",),
        "resource": ("lineitemresourceid",),
        "amount": ("lineitemusageamount",),
        "cost": ("lineitemunblendedcost",),
        "net_cost": ("lineitemnetunblendedcost",),
        "currency": ("lineitemcurrencycode",),
        "line_type": ("lineitemlineitemtype",),
        "region": ("productregioncode", "productregion"),
    },
)
_FOCUS: Final = Layout(
    "FOCUS",
    {
        "started": ("chargeperiodstart",),
        "ended": ("chargeperiodend",),
        "account": ("subaccountid",),
        "product": ("xservicecode",),
        "usage_type": ("xusagetype", "skumeter"),
        "operation": ("xoperation",),
        "resource": ("resourceid",),
        "amount": ("consumedquantity",),
        "cost": ("billedcost",),
        "net_cost": ("effectivecost",),
        "currency": ("billingcurrency",),
        "line_type": ("chargecategory",),
        "region": ("regionid", "region"),
    },
)
NAMES: Final = tuple(_CUR.columns)
"""Our columns, the same for every layout."""
_NEEDED: Final = ("started", "usage_type", "amount")


def recognise(header: Sequence[str]) -> tuple[str, dict[str, str | None]]:
    """Return the layout's name, and for each of `NAMES` the header's own spelling or None.

    Raises:
        BadObjectError: the header is of no export that is known.
    """
    spelled = {spelling(name): name for name in header}
    for layout in (_CUR, _FOCUS):
        found = {
            ours: next((spelled[theirs] for theirs in names if theirs in spelled), None)
            for ours, names in layout.columns.items()
        }
        if found["started"] is None:
            continue
        if missing := [layout.columns[name][0] for name in _NEEDED if found[name] is None]:
            raise BadObjectError(
                f"the {layout.name} export lacks {', '.join(missing)}; include the column in the export",
                status="refused",
            )
        return layout.name, found
    raise BadObjectError("it is neither a CUR nor a FOCUS export", status="refused")


def spelling(name: str) -> str:
    """Return a column's name without case and signs: `lineItem/UsageType`, `line_item_usage_type` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())
