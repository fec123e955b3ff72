"""What the numbers leave out and where they come from, as sentences."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from nat_attrib.report.cells import dollars, gib, listed, printable
from nat_attrib.report.seen_by import clients_tell, first_hops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.report.model import Row

_ALL = 0.999
"""Less of a window than this is partly covered."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows of the SQL files of the same names in `sql/stages/report/`."""

    coverage: Sequence[Row]
    captures: Sequence[Row]
    other_first_hops: Sequence[Row]
    skipped_records: Sequence[Row]
    denied_accounts: Sequence[Row]
    unread_objects: Sequence[Row]
    unlisted_gateways: Sequence[Row]
    unpriced_gateways: Sequence[Row]
    unnamed_bytes: Sequence[Row]
    ambiguous_bytes: Sequence[Row]
    ecr_layers: Sequence[Row]
    helped_hosts: Sequence[Row]
    vendors: Sequence[Row]
    price_sources: Sequence[Row]
    reference_dates: Sequence[Row]


FACTS = tuple(field.name for field in fields(Facts))
"""Names of the SQL files that `sentences` needs."""


def sentences(facts: Facts) -> list[str]:
    """Return the notes of a report, what may change a decision first, where the numbers come from last."""
    return [
        *_lower_bound(facts.coverage),
        *clients_tell(facts.captures),
        *first_hops(facts.other_first_hops),
        *_skipped(facts.skipped_records),
        *_denied(facts.denied_accounts),
        *_unread(facts.unread_objects),
        *_unlisted(facts.unlisted_gateways),
        *_unpriced(facts.unpriced_gateways),
        *_unnamed(facts.unnamed_bytes),
        *_ambiguous(facts.ambiguous_bytes),
        *_third_parties(facts),
        *_unsolicited(facts.coverage),
        *_prices(facts.price_sources),
        *_reference(facts.reference_dates[0]),
    ]


def _worth(row: Row) -> str:
    amount = f"{gib(row['bytes'])} GiB"
    return amount if row["nat_usd"] is None else f"{amount} ({dollars(row['nat_usd'])})"


def _lower_bound(coverage: Sequence[Row]) -> list[str]:
    # Where no time is missing, another note says why bytes may be.
    partly = [row for row in coverage if row["is_lower_bound"] and row["covered_hours"] and (row["share"] or 0) < _ALL]
    silent = [row["nat_gateway_id"] for row in coverage if not row["covered_hours"]]
    said = []
    if partly:
        names = [
            f"{row['nat_gateway_id']} ({row['covered_hours']:,.1f} of {row['gateway_hours']:,.1f} hours covered)"
            for row in partly
        ]
        said.append(f"The bytes are a lower bound at {listed(names)}: the rest of the time no flow log tells.")
    if silent:
        said.append(f"No flow log covers {listed(silent)} in this window; nat-attrib doctor says what to turn on.")
    return said


def _skipped(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    records = sum(row["skipdata_records"] for row in rows)
    names = listed([row["nat_gateway_id"] for row in rows])
    return [
        (
            f"AWS left records out of the flow log of {names} ({records:,} SKIPDATA records): "
            "some bytes of those hours are missing."
        ),
    ]


def _denied(rows: Sequence[Row]) -> list[str]:
    said = []
    for row in rows:
        known = "what that tells is unknown, and bytes may be missing"
        if row["known_as_of"] is not None:
            known = f"what that tells is as of {row['known_as_of']:%Y-%m-%d %H:%M} UTC"
        note = printable(row["first_note"].rstrip("."))
        said.append(f"Account {row['account_id']} in {listed(row['regions'])}: {note}; {known}.")
    return said


def _unread(rows: Sequence[Row]) -> list[str]:
    said = []
    for row in rows:
        count = f"{row['objects']:,} object{'s' if row['objects'] != 1 else ''}"
        example = f"{printable(row['first_key'])}: {printable((row['first_reason'] or 'no reason given').rstrip('.'))}."
        if row["status"] == "partial":
            said.append(f"{count} had {row['rows_rejected']:,} records that could not be read, such as {example}")
        elif row["status"] == "refused":
            said.append(f"{count} could not be used, such as {example}")
        elif row["status"] == "late":
            said.append(
                f"{count} could not be read before the day was closed and cannot be counted any more, such as {example}"
            )
        else:
            # Without a time in its name an object lies in every window.
            run = f"nat-attrib run --since {row['first_day']}" if row["first_day"] else "the next run"
            said.append(f"{count} could not be read; {run} tries again, such as {example}")
    return said


def _unlisted(rows: Sequence[Row]) -> list[str]:
    if not rows:
        return []
    amount = gib(sum(row["bytes"] for row in rows))
    names = listed([row["nat_gateway_id"] for row in rows])
    is_regional = any(row["availability_mode"] == "regional" for row in rows)
    return [
        (
            f"The flow logs alone tell that NAT gateways stand behind {names} ({amount} GiB): the inventory shows none "
            "there. Take the inventory of their accounts and regions to have their names, subnets and clients."
            f"{' The hours of a regional one are counted for one AZ.' if is_regional else ''}"
        ),
    ]


def _unpriced(rows: Sequence[Row]) -> list[str]:
    by_reason: dict[str, list[Row]] = {}
    for row in rows:
        by_reason.setdefault(row["unpriced_reason"] or f"no price in USD for {row['region']}", []).append(row)
    return [
        f"{gib(sum(row['unpriced_bytes'] for row in group))} GiB at "
        f"{listed([row['nat_gateway_id'] for row in group])} have no price: {printable(reason.rstrip('.'))}."
        for reason, group in by_reason.items()
    ]


def _unnamed(rows: Sequence[Row]) -> list[str]:
    found = {row["missing"]: row for row in rows}
    said = []
    if "service" in found:
        said.append(
            f"{_worth(found['service'])} went to AWS services that an address does not name: AMAZON and EC2 are "
            "ranges that many AWS services share. Route 53 Resolver query logs of the clients' VPCs would name them.",
        )
    if "remote" in found:
        said.append(
            f"{_worth(found['remote'])} went to remotes that the flow logs do not tell; add ${{pkt-srcaddr}} and "
            "${pkt-dstaddr} to the format of the NAT gateway's flow log.",
        )
    if "source" in found:
        said.append(f"{_worth(found['source'])} came from addresses that neither the logs nor the inventory name.")
    if "vpc" in found:
        said.append(f"{_worth(found['vpc'])} came from clients whose VPC is unknown and are credited to no endpoint.")
    return said


def _ambiguous(rows: Sequence[Row]) -> list[str]:
    amount = rows[0]["bytes"]
    if not amount:
        return []
    return [f"{gib(amount)} GiB came from addresses that two networks hold, so nobody is named for them."]


def _third_parties(facts: Facts) -> list[str]:
    """Say what helps where names tell more than the service: image layers, hosts without an endpoint, vendors."""
    said = [
        f"{_worth(row)} to S3 are layers of images pulled from {listed(row['registries'] or ['ECR'])}; "
        "a gateway endpoint for S3 takes them."
        for row in facts.ecr_layers
    ]
    said += [f"{_worth(row)} went to {listed(row['hostnames'])}. {row['note']}." for row in facts.helped_hosts]
    said += [
        f"{printable(row['vendor'])}, {_worth(row)}, offers PrivateLink: see {printable(row['service_names_at'])}."
        for row in facts.vendors
    ]
    return said


def _unsolicited(coverage: Sequence[Row]) -> list[str]:
    amount = sum(row["unsolicited_bytes"] or 0 for row in coverage)
    if not amount:
        return []
    return [
        (
            f"{gib(amount)} GiB arrived at the gateways from outside without being asked for; "
            "they reach no client and are not counted."
        ),
    ]


def _prices(rows: Sequence[Row]) -> list[str]:
    return [
        f"Prices of {listed(row['regions'])}: {printable(row['source'])}"
        + (f", {row['as_of']:%Y-%m-%d}." if row["as_of"] is not None else ".")
        for row in rows
    ]


def _reference(row: Row) -> list[str]:
    sides = "both sides" if str(row["cross_az_sides"]) == "2" else "one side"
    said = [f"Cross-AZ dollars count {sides} of the crossing (setting cross_az_sides). GiB are 2^30 bytes, as billed."]
    if row["ip_ranges_as_of"] is not None:
        source = printable(row["ip_ranges_source"])
        said.append(f"AWS address ranges: {source}, {row['ip_ranges_as_of']:%Y-%m-%d}.")
    return said
