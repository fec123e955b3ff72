"""Whether the clients' VPCs are logged: flow logs that tell who the clients are, and Resolver query logs."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from nat_attrib import sqlfiles
from nat_attrib.doctor.flow_logs import DEFAULT_FIELDS, FlowLog, flow_log
from nat_attrib.doctor.proposal import PLACEHOLDER, create_flow_logs, partition, per_million, shared_destination

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.duck import Duck

SOURCE_FIELDS = (
    *DEFAULT_FIELDS, "vpc-id", "subnet-id", "instance-id", "pkt-srcaddr", "pkt-dstaddr", "region", "az-id",
    "flow-direction", "traffic-path", "ecs-cluster-name", "ecs-service-name", "ecs-task-id",
)  # fmt: skip
"""What a client's own records tell of who it is."""


class QueryLogs(StrEnum):
    """What is known of a VPC's Resolver query logging."""

    LOGGED = "logged"
    """To S3, where `--dns` reads it."""
    NOT_READ = "not read"
    """To a place that is not read."""
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ClientVpc:
    """A VPC whose clients reach NAT gateways."""

    vpc_id: str
    account_id: str
    region: str
    name: str | None
    nat_gateway_ids: tuple[str, ...]
    is_behind_transit_gateway: bool
    """Whether it reaches them through a Transit Gateway alone."""
    is_described: bool
    """Whether an inventory describes it; else its account was not looked at."""
    query_logs: QueryLogs
    query_log_config_id: str | None
    """A configuration of its account that delivers to S3, to which a VPC can be added."""
    flow_logs: tuple[FlowLog, ...] = ()

    @property
    def names_sources(self) -> bool:
        """Whether some flow log tells who its clients were."""
        return any(log.is_usable for log in self.flow_logs)


@dataclass(frozen=True, slots=True)
class Command:
    """What makes the logs of some VPCs of one account and region."""

    account_id: str
    region: str
    vpc_ids: tuple[str, ...]
    what: str
    """`flow logs` or `query logs`."""
    command: str
    cost: str
    """What is known of it, in a sentence."""
    has_placeholder: bool
    """Whether the bucket's name must be put in."""


def client_vpcs(duck: Duck) -> list[ClientVpc]:
    """Return the clients' VPCs of the inventory, by account, region and id."""
    logs: dict[str, list[FlowLog]] = {}
    for row in duck.dicts(sqlfiles.text("stages/doctor/client_vpc_log")):
        logs.setdefault(row["vpc_id"], []).append(flow_log(row))
    return [
        ClientVpc(
            vpc_id=row["vpc_id"],
            account_id=row["account_id"],
            region=row["region"],
            name=row["name"],
            nat_gateway_ids=tuple(row["nat_gateway_ids"]),
            is_behind_transit_gateway=row["is_behind_transit_gateway"],
            is_described=row["is_described"],
            query_logs=_query_logs(row),
            query_log_config_id=row["query_log_config_id"],
            flow_logs=tuple(logs.get(row["vpc_id"], ())),
        )
        for row in duck.dicts(sqlfiles.text("stages/doctor/client_vpc"))
    ]


def _query_logs(row: dict[str, Any]) -> QueryLogs:
    active = [each["destination"] or "" for each in row["query_logs"] or () if each["status"] == "ACTIVE"]
    if any(":s3:::" in each for each in active):
        return QueryLogs.LOGGED
    if active:
        # Without the answer on configurations nobody knows where to.
        return QueryLogs.NOT_READ if all(active) else QueryLogs.UNKNOWN
    return QueryLogs.NONE if row["is_query_log_asked"] else QueryLogs.UNKNOWN


def commands(duck: Duck, vpcs: Sequence[ClientVpc], logs: Sequence[FlowLog], bucket: str | None) -> list[Command]:
    """Return what would make the logs that are missing: flow logs of spokes that have none, and query logs.

    Args:
        duck: has the prices.
        vpcs: in the order of account and region.
        logs: those that see the gateways.
        bucket: where to deliver to; None takes where these, or the VPCs', go already.
    """
    found = []
    known = [*logs, *(log for one in vpcs for log in one.flow_logs)]
    for (account_id, region), group in groupby(vpcs, key=lambda one: (one.account_id, one.region)):
        members = [one for one in group if one.is_described]
        destination = f"arn:{partition(region)}:s3:::{bucket}" if bucket else shared_destination(known, account_id)
        place, is_placeholder = destination or PLACEHOLDER, destination is None
        if spokes := [one.vpc_id for one in members if one.is_behind_transit_gateway and not one.names_sources]:
            command = create_flow_logs(region, "VPC", spokes, place, SOURCE_FIELDS)
            cost = _flow_log_cost(duck, region)
            found.append(Command(account_id, region, tuple(spokes), "flow logs", command, cost, is_placeholder))
        if silent := [one for one in members if one.query_logs in (QueryLogs.NONE, QueryLogs.NOT_READ)]:
            ids, config = tuple(one.vpc_id for one in silent), silent[0].query_log_config_id
            command, cost = _log_queries(region, ids, place, config), _query_log_cost(duck, region)
            found.append(
                Command(account_id, region, ids, "query logs", command, cost, is_placeholder and config is None)
            )
    return found


def _log_queries(region: str, vpc_ids: Sequence[str], destination: str, config_id: str | None) -> str:
    start = ["aws", "route53resolver"]
    lines = []
    if config_id is None:
        made = [*start, "create-resolver-query-log-config", "--region", region, "--name", "nat-attrib"]
        made += ["--creator-request-id", "nat-attrib", "--destination-arn", destination.rstrip("/")]
        made += ["--query", "ResolverQueryLogConfig.Id", "--output", "text"]
        lines.append(f"config=$({' '.join(map(shlex.quote, made))})")
    chosen = '"$config"' if config_id is None else shlex.quote(config_id)
    for vpc_id in vpc_ids:
        words = [*start, "associate-resolver-query-log-config", "--region", region, "--resource-id", vpc_id]
        lines.append(f"{' '.join(map(shlex.quote, words))} --resolver-query-log-config-id {chosen}")
    return "\n".join(lines)


def _flow_log_cost(duck: Duck, region: str) -> str:
    low, high, source = per_million(duck, region)
    if low is None or high is None:
        return "What it costs is not known: no price of this region is."
    return (
        f"It costs ${low:.2f} to ${high:.2f} a million records ({source}); a VPC's log has those of all its "
        "interfaces, one of the clients' subnets fewer."
    )


def _query_log_cost(duck: Duck, region: str) -> str:
    found = duck.rows(
        "select price::double, source, as_of from rate "
        "where region = $region and currency = 'USD' and from_gb = 0 and item = 'flow_log_s3_gb'",
        region=region,
    )
    usual = "Resolver itself takes nothing for it; AWS meters what is delivered as it does flow logs"
    if not found:
        return f"{usual}, at a price that is not known for this region."
    price, *source = found[0]
    return (
        f"{usual}, ${price:.2f} a GB ({', '.join(str(each) for each in source if each)}). Queries answered from "
        "Resolver's cache are not logged."
    )
