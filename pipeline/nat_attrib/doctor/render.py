"""Shows what the doctor found as a table, JSON or Markdown; texts from the network steer nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from rich.text import Text

from nat_attrib.doctor import proposal
from nat_attrib.doctor.client_vpcs import QueryLogs
from nat_attrib.doctor.examine import as_json
from nat_attrib.doctor.flow_logs import Verdict
from nat_attrib.report import markdown, table
from nat_attrib.report.cells import dollars, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nat_attrib.doctor.client_vpcs import ClientVpc
    from nat_attrib.doctor.examine import Examined
    from nat_attrib.doctor.flow_logs import FlowLog, Gateway
    from nat_attrib.doctor.proposal import Cost

_SAID = {
    Verdict.WHOLE: "logged: its bytes, its clients and where they go",
    Verdict.NO_REMOTES: "logged without where the bytes go",
    Verdict.CLIENTS_ONLY: "seen at its clients alone, as far as they are logged",
    Verdict.NOTHING: "no flow log shows its bytes",
}
_REPLACE = "Put the name of your bucket in the place of amzn-s3-demo-bucket."
_QUERIES = {
    QueryLogs.LOGGED: "Resolver queries of {vpcs} are logged to S3: run --dns reads them and names AWS services.",
    QueryLogs.NOT_READ: "Resolver queries of {vpcs} are logged, but not to S3, where --dns reads them.",
    QueryLogs.NONE: "Resolver queries of {vpcs} are not logged: AWS services that share addresses stay unnamed.",
    QueryLogs.UNKNOWN: "Whether Resolver queries of {vpcs} are logged is not known: that takes the answers to "
    "route53resolver's ListResolverQueryLogConfigs and ListResolverQueryLogConfigAssociations.",
}
_STYLE = {Verdict.WHOLE: "green", Verdict.NOTHING: "bold red"}


class Format(StrEnum):
    """What doctor's `--format` takes."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class _Item:
    """A line with details below it, and a command that is not broken into lines."""

    head: str
    details: Sequence[str] = ()
    style: str = ""
    command: str | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    items: list[_Item] = field(default_factory=list)


def render(found: Examined, format: Format, *, width: int = table.WIDTH, color: bool = False) -> str:  # noqa: A002 - the flag's name
    """Return the findings as text; `width` and `color` matter to the table alone."""
    match format:
        case Format.JSON:
            return json.dumps(as_json(found), indent=2, ensure_ascii=False) + "\n"
        case Format.MARKDOWN:
            return _markdown(list(_sections(found)))
        case Format.TABLE:
            return _table(list(_sections(found)), width=width, color=color)
        case _:
            assert_never(format)


def _sections(found: Examined) -> Iterator[_Section]:
    yield _Section("Permissions", list(_permissions(found)))
    nobody = _Item("There is none where it was looked; name other regions with --region or in the config file.")
    yield _Section("NAT gateways", [_gateway(each) for each in found.gateways] or [nobody])
    if found.vpcs:
        yield _Section("Their clients' VPCs", [*map(_vpc, found.vpcs), *_queries(found.vpcs)])
    commands = [
        _Item(
            f"Flow log of {', '.join(each.nat_gateway_ids)} in {each.account_id}/{each.region}",
            [
                *_cost(each.cost),
                *([_REPLACE] if each.has_placeholder else []),
            ],
            command=each.command,
        )
        for each in found.proposals
    ]
    is_flow_log = bool(commands) or any(each.what == "flow logs" for each in found.commands)
    assumption = [_Item(proposal.ASSUMPTION)] if is_flow_log else []
    commands += [
        _Item(
            f"{each.what.capitalize()} of {', '.join(each.vpc_ids)} in {each.account_id}/{each.region}, if wished",
            [each.cost, *([_REPLACE] if each.has_placeholder else [])],
            command=each.command,
        )
        for each in found.commands
    ]
    if commands:
        yield _Section("What to create", [*commands, *assumption])
    if found.notes:
        yield _Section("Notes", [_Item(note) for note in found.notes])


def _permissions(found: Examined) -> Iterator[_Item]:
    if not found.asked_aws:
        yield _Item("AWS was not asked; without --inventory and --offline it is.")
        return
    for each in found.missing:
        needed = f" (for {each.asked_by} alone)" if each.asked_by else ""
        word = "is missing" if each.is_denied else "did not work"
        yield _Item(
            f"{each.action} {word} in {each.where}{needed}",
            [f"Without it {each.lost}.", each.said],
            "yellow" if each.asked_by or each.is_extra else "bold red",
        )
    if not found.missing:
        yield _Item("Every call that a run makes works.", style="green")


def _gateway(gateway: Gateway) -> _Item:
    name = f" ({gateway.name})" if gateway.name else ""
    details = [line for log in gateway.flow_logs for line in _flow_log(log)]
    if gateway.verdict is not Verdict.NOTHING:
        details += [f"No log tells {each.what} ({', '.join(each.fields)}): {each.lost}." for each in gateway.missing()]
    return _Item(
        f"{gateway.nat_gateway_id}{name} in {gateway.account_id}/{gateway.region}: {_SAID[gateway.verdict]}",
        details,
        _STYLE.get(gateway.verdict, "yellow"),
    )


def _vpc(vpc: ClientVpc) -> _Item:
    name = f" ({vpc.name})" if vpc.name else ""
    way = ", through a Transit Gateway" if vpc.is_behind_transit_gateway else ""
    head = f"{vpc.vpc_id}{name} in {vpc.account_id}/{vpc.region}, to {', '.join(vpc.nat_gateway_ids)}{way}"
    details = []
    if not vpc.is_described:
        details = ["No inventory describes it: name its account in the config file, or its clients stay addresses."]
        return _Item(head, details, "yellow")
    if vpc.is_behind_transit_gateway and vpc.names_sources:
        ids = ", ".join(log.flow_log_id for log in vpc.flow_logs if log.is_usable)
        details.append(f"Its flow logs name its clients, also those that are gone, if they are read too: {ids}.")
    elif vpc.is_behind_transit_gateway:
        details.append(
            "No flow log of it, its subnets or interfaces names its clients: the inventory alone does, which knows "
            "none that came and went between two snapshots, nor which of two VPCs with one CIDR an address is of."
        )
        details += [line for log in vpc.flow_logs for line in _flow_log(log)]
    return _Item(head, details)


def _queries(vpcs: Sequence[ClientVpc]) -> Iterator[_Item]:
    for state, sentence in _QUERIES.items():
        if ids := [vpc.vpc_id for vpc in vpcs if vpc.is_described and vpc.query_logs is state]:
            yield _Item(sentence.format(vpcs=", ".join(ids)))


def _flow_log(log: FlowLog) -> Iterator[str]:
    facts = [
        f"{log.level} {log.resource_id}",
        log.traffic_type or "",
        log.file_format,
        f"{log.aggregation_seconds} s" if log.aggregation_seconds else "",
        f"{len(log.fields)} fields",
    ]
    word = "is read" if log.is_usable else "tells nothing"
    yield " ".join([f"{log.flow_log_id} {word}: {', '.join(filter(None, facts))}.", *log.problems, *log.remarks])


def _cost(cost: Cost) -> Iterator[str]:
    if cost.low_usd_per_million_records is None or cost.high_usd_per_million_records is None:
        yield (
            "What it costs is not known: no price of this region ships with the program; "
            "[rates] in the config file takes one (flow_log_s3_gb, flow_log_parquet_gb)."
        )
        return
    million = f"{dollars(cost.low_usd_per_million_records)} to {dollars(cost.high_usd_per_million_records)} a million"
    if cost.low_usd_per_month is None or cost.high_usd_per_month is None:
        yield f"It costs {million} records; how many there will be is not known yet ({cost.source})."
        return
    yield (
        f"It costs {dollars(cost.low_usd_per_month)} to {dollars(cost.high_usd_per_month)} a month: "
        f"{cost.records_per_month:,} records ({cost.records_source}) at {million} ({cost.source})."
    )


def _table(sections: Sequence[_Section], *, width: int, color: bool) -> str:
    screen, written = table.console(width, color=color)
    for number, section in enumerate(sections):
        if number:
            screen.print()
        screen.print(Text(section.title, style="bold"))
        for item in section.items:
            screen.print(table.hanging("- ", Text(printable(item.head), style=item.style)))
            for detail in item.details:
                screen.print(table.hanging("    ", printable(detail)))
            if item.command:
                # As it is, whatever the width: it is there to be copied.
                written.write(f"\n{item.command}\n\n")
    return table.tidy(written.getvalue())


def _markdown(sections: Sequence[_Section]) -> str:
    lines: list[str] = []
    for section in sections:
        lines += [f"### {section.title}", ""]
        for item in section.items:
            lines.append(f"- {markdown.escape(item.head)}")
            lines += [f"  - {markdown.escape(detail)}" for detail in item.details]
            if item.command:
                lines += ["", "  ```sh", *(f"  {line}" for line in item.command.splitlines()), "  ```", ""]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"
