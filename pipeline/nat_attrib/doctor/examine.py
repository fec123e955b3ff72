"""Puts together what is missing: permissions, flow logs and their fields, and what mends it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nat_attrib import duck as engine
from nat_attrib import enrich, inventory, sqlfiles
from nat_attrib.doctor import client_vpcs, flow_logs, proposal
from nat_attrib.doctor.flow_logs import Gateway, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nat_attrib.doctor.client_vpcs import ClientVpc, Command
    from nat_attrib.doctor.probe import Missing
    from nat_attrib.doctor.proposal import Proposal, Rate
    from nat_attrib.duck import Duck
    from nat_attrib.inventory import Snapshot


@dataclass(frozen=True, slots=True)
class Examined:
    """The doctor's findings."""

    missing: tuple[Missing, ...]
    """Calls that did not work; empty too where AWS was not asked."""
    asked_aws: bool
    gateways: tuple[Gateway, ...]
    proposals: tuple[Proposal, ...]
    vpcs: tuple[ClientVpc, ...] = ()
    """Where the gateways' clients sit."""
    commands: tuple[Command, ...] = ()
    """What makes the logs that those lack."""
    notes: tuple[str, ...] = ()
    """What else a reader should know, such as files that an inventory folder lacks."""

    @property
    def is_well(self) -> bool:
        """Whether every call worked that a run needs, and every gateway's bytes are logged with where they go."""
        needed = [each for each in self.missing if each.asked_by is None and not each.is_extra]
        return not needed and all(gateway.verdict is Verdict.WHOLE for gateway in self.gateways)


def examine(
    duck: Duck,
    missing: Sequence[Missing] = (),
    *,
    asked_aws: bool = False,
    rates: Mapping[str, Rate] | None = None,
    bucket: str | None = None,
    notes: Sequence[str] = (),
) -> Examined:
    """Return what the inventory of an open file tells, beside what AWS denied.

    Args:
        duck: has an inventory and prices.
        missing: see `probe`.
        asked_aws: whether that was tried.
        rates: records an hour by gateway, see `record_rates` and `traffic`.
        bucket: where a flow log shall deliver to.
        notes: what else to show.
    """
    gateways = flow_logs.gateways(duck)
    found = proposal.proposals(duck, gateways, rates or {}, bucket)
    vpcs = client_vpcs.client_vpcs(duck)
    logs = [log for gateway in gateways for log in gateway.flow_logs]
    wanted = client_vpcs.commands(duck, vpcs, logs, bucket)
    return Examined(tuple(missing), asked_aws, tuple(gateways), tuple(found), tuple(vpcs), tuple(wanted), tuple(notes))


def record_rates(duck: Duck) -> dict[str, Rate]:
    """Return the records an hour that the file's flow logs show at each NAT gateway."""
    source = "what the file's flow logs have of it"
    return {
        gateway: proposal.Rate(float(rate), source)
        for gateway, rate in duck.rows(sqlfiles.text("stages/doctor/record_rate"))
    }


def buckets(duck: Duck) -> dict[str, list[str]]:
    """Return the buckets that flow logs deliver to, with the accounts whose logs they get."""
    return dict(duck.rows(sqlfiles.text("stages/doctor/bucket")))


@contextmanager
def scratch(snapshot: Snapshot) -> Iterator[tuple[Duck, list[str]]]:
    """Hold a snapshot and the list prices in memory, for the length of the block; with what the snapshot lacks."""
    duck = engine.connect()
    try:
        for folder in ("schema", "macros", "views"):
            for name in sqlfiles.names(folder):
                if folder != "views" or name.startswith(_VIEWS):
                    duck.run(name)
        enrich.load_prices(duck)
        yield duck, inventory.load(duck, snapshot)
    finally:
        duck.close()


_VIEWS = ("views/10_inventory_item", "views/19_chosen_setting", "views/20_rate")


def as_json(found: Examined) -> dict[str, Any]:
    """Return all of it as JSON values."""
    return {
        "is_well": found.is_well,
        "asked_aws": found.asked_aws,
        "missing_permissions": [
            {
                "action": each.action, "where": each.where, "is_denied": each.is_denied, "lost": each.lost,
                "said": each.said, "asked_by": each.asked_by,
            }
            for each in found.missing
        ],
        "gateways": [_gateway(each) for each in found.gateways],
        "commands": [
            {
                "account_id": each.account_id, "region": each.region, "nat_gateway_ids": list(each.nat_gateway_ids),
                "command": each.command, "has_placeholder": each.has_placeholder,
                "records_per_month": each.cost.records_per_month, "records_source": each.cost.records_source,
                "low_usd_per_month": each.cost.low_usd_per_month,
                "high_usd_per_month": each.cost.high_usd_per_month,
                "low_usd_per_million_records": each.cost.low_usd_per_million_records,
                "high_usd_per_million_records": each.cost.high_usd_per_million_records,
                "price_source": each.cost.source, "assumption": proposal.ASSUMPTION,
            }
            for each in found.proposals
        ],
        "client_vpcs": [_vpc(each) for each in found.vpcs],
        "client_commands": [asdict(each) for each in found.commands],
        "notes": list(found.notes),
    }  # fmt: skip


def _vpc(vpc: ClientVpc) -> dict[str, Any]:
    return {
        "vpc_id": vpc.vpc_id, "account_id": vpc.account_id, "region": vpc.region, "name": vpc.name,
        "nat_gateway_ids": list(vpc.nat_gateway_ids), "is_described": vpc.is_described,
        "is_behind_transit_gateway": vpc.is_behind_transit_gateway, "names_sources": vpc.names_sources,
        "query_logs": vpc.query_logs.value, "flow_log_ids": [log.flow_log_id for log in vpc.flow_logs],
    }  # fmt: skip


def _gateway(gateway: Gateway) -> dict[str, Any]:
    return {
        "nat_gateway_id": gateway.nat_gateway_id, "account_id": gateway.account_id, "region": gateway.region,
        "vpc_id": gateway.vpc_id, "name": gateway.name, "is_regional": gateway.is_regional,
        "client_subnets": gateway.client_subnets, "verdict": gateway.verdict.value,
        "missing": [
            {"answer": each.what, "fields": list(each.fields), "lost": each.lost} for each in gateway.missing()
        ],
        "flow_logs": [
            {
                "flow_log_id": log.flow_log_id, "account_id": log.account_id, "level": log.level,
                "resource_id": log.resource_id, "traffic_type": log.traffic_type, "destination": log.destination,
                "file_format": log.file_format, "aggregation_seconds": log.aggregation_seconds,
                "fields": list(log.fields), "is_usable": log.is_usable,
                "problems": list(log.problems), "remarks": list(log.remarks),
            }
            for log in gateway.flow_logs
        ],
    }  # fmt: skip
