"""The thresholds of `--fail-on`: when a command ends with exit code 4."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nat_attrib import report as reports
from nat_attrib.advice import audit
from nat_attrib.advice.audit import SEVERITIES
from nat_attrib.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck
    from nat_attrib.report.model import Row
    from nat_attrib.window import Window

_AMOUNT = re.compile(r"(saving|growth)=(\d+(?:\.\d+)?)", re.ASCII)
_GROWTH = """
select coalesce(fsum(nat_usd_after), 0) - coalesce(fsum(nat_usd_before), 0)
from nat_changes($since, $until)
-- What was not logged did not cost nothing.
having (select coalesce(sum(covered_seconds), 0) from gateway_hour
  where hour >= $since - ($until - $since) and hour < $since) > 0
"""


class FailOn:
    """One threshold: a severity, `saving=USD` a month of any recommendation, or `growth=USD` a month of NAT bytes."""

    def __init__(self, text: str) -> None:
        """Read what the user wrote.

        Raises:
            UsageError: it is no threshold.
        """
        found = _AMOUNT.fullmatch(text)
        if found is None and text not in SEVERITIES:
            raise UsageError(
                f"--fail-on {text} is no threshold; write {', '.join(SEVERITIES)}, saving=USD or growth=USD."
            )
        self.text = text
        self.kind = found[1] if found else "severity"
        self.usd = float(found[2]) if found else 0.0

    def by_findings(self, rows: Sequence[Row]) -> str | None:
        """Return why the findings meet it, or None."""
        if self.kind != "severity":
            return None
        grave = SEVERITIES[: SEVERITIES.index(self.text) + 1]
        met = [row for row in rows if row["severity"] in grave]
        return f"{len(met)} findings are {self.text} or graver" if met else None

    def by_savings(self, rows: Sequence[Row]) -> str | None:
        """Return why the recommendations meet it, or None."""
        if self.kind != "saving":
            return None
        met = [row for row in rows if (row["saving_usd_per_month"] or 0) >= max(self.usd, 1e-9)]
        return f"recommendation {met[0]['id']} saves ${met[0]['saving_usd_per_month']:,.2f} a month" if met else None

    def by_growth(self, duck: Duck, window: Window) -> str | None:
        """Return why the window's NAT bytes cost so much more than those of the window before it, or None.

        Where no flow log covers the window before, there is nothing to grow from.
        """
        if self.kind != "growth":
            return None
        found = duck.rows(_GROWTH, since=window.since, until=window.until)
        if not found:
            return None
        [[grown]] = found
        monthly = float(grown) * 730 * 3600 / (window.until - window.since).total_seconds()
        return f"NAT bytes cost ${monthly:,.2f} a month more than before" if monthly >= max(self.usd, 1e-9) else None


def met(
    thresholds: Sequence[FailOn],
    duck: Duck,
    window: Window,
    *,
    findings: Sequence[Row] | None = None,
    advice: Sequence[Row] | None = None,
) -> list[str]:
    """Return why each threshold that is met is met, in the order of the thresholds.

    Findings and recommendations that the caller has are not asked for again, nor those that no threshold speaks of.
    """
    kinds = {threshold.kind for threshold in thresholds}
    if findings is None:
        findings = audit.collect(duck, window) if "severity" in kinds else ()
    if advice is None:
        advice = reports.collect_recommendations(duck, window) if "saving" in kinds else ()
    reasons = [
        reason
        for each in thresholds
        for reason in (each.by_findings(findings), each.by_savings(advice), each.by_growth(duck, window))
    ]
    return [reason for reason in reasons if reason]
