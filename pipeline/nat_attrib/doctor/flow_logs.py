"""Which flow logs see each NAT gateway and its clients, what is wrong with them, and what their fields lack."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from nat_attrib import sqlfiles

if TYPE_CHECKING:
    from nat_attrib.duck import Duck

DEFAULT_FIELDS = (
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets",
    "bytes", "start", "end", "action", "log-status",
)  # fmt: skip
"""What a flow log has without a format of its own."""
OWN_LEVELS = ("gateway", "gateway subnet", "vpc")
"""Levels whose log holds the gateway's own records; a VPC's log also holds its clients'."""
CLIENT_LEVELS = ("vpc", "client subnet", "client interface")


class Verdict(StrEnum):
    """What the flow logs tell of a gateway."""

    WHOLE = "whole"
    """Its bytes, its clients and where they go."""
    NO_REMOTES = "no remotes"
    """Its bytes and clients, not where they go."""
    CLIENTS_ONLY = "clients only"
    """What some of its clients' own records show."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What some fields of a log are needed for."""

    what: str
    fields: tuple[str, ...]
    lost: str
    is_clients: bool = False
    """Told by the clients' own records; else by the gateway's."""


REMOTES = Answer(
    "where the bytes go", ("pkt-srcaddr", "pkt-dstaddr"), "only clients and their bytes are known, no service or remote"
)
REGIONAL = Answer("a regional NAT gateway's bytes", ("resource-id",), "no record says that it is this gateway's")
ANSWERS = (
    REMOTES,
    REGIONAL,
    Answer(
        "AWS's own word on the remote",
        ("pkt-src-aws-service", "pkt-dst-aws-service"),
        "a range that ip-ranges.json does not have stays unnamed",
    ),
    Answer("which instance", ("instance-id",), "instances that are gone are addresses", is_clients=True),
    Answer(
        "the clients' subnets and AZs",
        ("subnet-id", "az-id"),
        "crossings between AZs of clients that are gone rest on the subnets' CIDRs",
        is_clients=True,
    ),
    Answer(
        "ECS services and tasks",
        ("ecs-cluster-name", "ecs-service-name", "ecs-task-id"),
        "tasks that are gone are addresses of their subnet",
        is_clients=True,
    ),
    Answer("request or reply", ("flow-direction",), "who asked is told by ports alone", is_clients=True),
    Answer(
        "traffic past NAT", ("traffic-path",), "what endpoints and internet gateways carry is not seen", is_clients=True
    ),
    Answer(
        "the next hop",
        ("next-hop-interface-id", "next-hop-interface-type"),
        "that bytes go to the gateway is told by route tables alone",
        is_clients=True,
    ),
)
"""In the order of their weight."""


@dataclass(frozen=True, slots=True)
class FlowLog:
    """A flow log that sees a gateway or its clients."""

    flow_log_id: str
    account_id: str
    level: str
    """One of `OWN_LEVELS` and `CLIENT_LEVELS`."""
    resource_id: str
    traffic_type: str | None
    destination: str | None
    file_format: str
    aggregation_seconds: int | None
    fields: tuple[str, ...]
    problems: tuple[str, ...]
    """Why none of its records count, in sentences; it is read where there are none."""
    remarks: tuple[str, ...]
    """What would be better otherwise."""

    @property
    def is_usable(self) -> bool:
        """Whether its records count."""
        return not self.problems

    def has(self, answer: Answer) -> bool:
        """Tell whether it has the fields for an answer."""
        return set(answer.fields) <= set(self.fields)


@dataclass(frozen=True, slots=True)
class Gateway:
    """A NAT gateway with its flow logs."""

    nat_gateway_id: str
    account_id: str
    region: str
    vpc_id: str | None
    name: str | None
    is_regional: bool
    resource_ids: tuple[str, ...]
    """What a flow log of it is made on."""
    client_subnets: int
    """Subnets whose route table leads to it."""
    flow_logs: tuple[FlowLog, ...] = field(default=())

    @property
    def needed(self) -> tuple[Answer, ...]:
        """What the gateway's own log must answer."""
        return (REGIONAL,) if self.is_regional else (REMOTES,)

    @property
    def verdict(self) -> Verdict:
        """What its logs tell."""
        usable = [log for log in self.flow_logs if log.is_usable]
        own = [log for log in usable if log.level in OWN_LEVELS]
        if any(log.has(answer) for log in own for answer in self.needed):
            return Verdict.WHOLE
        if own and not self.is_regional:
            return Verdict.NO_REMOTES
        return Verdict.CLIENTS_ONLY if any(log.level in CLIENT_LEVELS for log in usable) else Verdict.NOTHING

    def missing(self) -> list[Answer]:
        """Return what no usable log answers, in the order of its weight."""
        usable = [log for log in self.flow_logs if log.is_usable]
        found = [
            answer
            for answer in ANSWERS
            if not any(log.has(answer) and (log.level in CLIENT_LEVELS or not answer.is_clients) for log in usable)
        ]
        # A client's own records name the remote without packet addresses; the id is in a regional gateway's alone.
        is_lost = {REMOTES: self.verdict in (Verdict.NO_REMOTES, Verdict.NOTHING), REGIONAL: self.is_regional}
        return [answer for answer in found if is_lost.get(answer, True)]


def gateways(duck: Duck) -> list[Gateway]:
    """Return the NAT gateways of the inventory with the flow logs that see them, by account, region and id."""
    logs: dict[str, list[FlowLog]] = {}
    for row in duck.dicts(sqlfiles.text("stages/doctor/flow_log")):
        logs.setdefault(row["nat_gateway_id"], []).append(flow_log(row))
    return [
        Gateway(
            nat_gateway_id=row["nat_gateway_id"],
            account_id=row["account_id"],
            region=row["region"],
            vpc_id=row["vpc_id"],
            name=row["name"],
            is_regional=row["availability_mode"] == "regional",
            resource_ids=tuple(row["resource_ids"]),
            client_subnets=row["client_subnets"],
            flow_logs=tuple(logs.get(row["nat_gateway_id"], ())),
        )
        for row in duck.dicts(sqlfiles.text("stages/doctor/gateway"))
    ]


def flow_log(row: dict[str, Any]) -> FlowLog:
    """Return a flow log of the columns of `stages/doctor/flow_log`, with what is wrong with it."""
    return FlowLog(
        flow_log_id=row["flow_log_id"],
        account_id=row["account_id"],
        level=row["level"],
        resource_id=row["resource_id"],
        traffic_type=row["traffic_type"],
        destination=row["log_destination"],
        file_format=row["file_format"] or "plain-text",
        aggregation_seconds=row["max_aggregation_interval"],
        fields=tuple(row["fields"] or DEFAULT_FIELDS),
        problems=tuple(_problems(row)),
        remarks=tuple(_remarks(row)),
    )


def _problems(row: dict[str, Any]) -> list[str]:
    found = []
    if row["log_destination_type"] not in (None, "s3"):
        found.append(f"It delivers to {row['log_destination_type']}, which is not read; S3 is.")
    if row["traffic_type"] == "REJECT":
        found.append("Its traffic type is REJECT: no byte that passed is in it.")
    if row["deliver_status"] == "FAILED":
        found.append(f"Its delivery fails: {row['deliver_error'] or 'AWS does not say why'}.")
    if row["status"] not in (None, "ACTIVE"):
        found.append(f"It is {row['status']}.")
    return found


def _remarks(row: dict[str, Any]) -> list[str]:
    found = []
    if row["log_destination_type"] in (None, "s3") and row["file_format"] != "parquet":
        found.append("It is plain text; Parquet is smaller and read several times faster.")
    if row["max_aggregation_interval"] == 60:
        found.append("It writes a record a minute; 600 seconds make fewer, and the report sums by hour.")
    return found
