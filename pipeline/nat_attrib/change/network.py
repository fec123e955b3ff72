"""What the inventory knows of the network that a change is made to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nat_attrib import sqlfiles

if TYPE_CHECKING:
    from nat_attrib.duck import Duck
    from nat_attrib.window import Window

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Network:
    """Rows of `sql/stages/change/`, by what one looks them up by."""

    vpcs: dict[str, Row]
    """By VPC."""
    services: dict[tuple[str, str, str], Row]
    """By region, service name and type (`gateway`, `interface`)."""
    subnets: dict[str, Row]
    """By subnet."""
    public_ips: dict[str, tuple[str, ...]]
    """Public addresses by NAT gateway."""
    endpoint_hour_usd: dict[str, float]
    """What an interface endpoint costs an hour and AZ, by region."""
    central_clients: dict[tuple[str, str, str], list[str]]
    """VPCs that a central endpoint serves, by region, its VPC and service name."""

    @property
    def accounts(self) -> list[str]:
        """Every account that owns a VPC of the inventory, sorted."""
        return sorted({row["account_id"] for row in self.vpcs.values() if row["account_id"]})


def read(duck: Duck, window: Window) -> Network:
    """Read the newest inventory, and for central endpoints the advice of the window."""

    def rows(name: str, **parameters: object) -> list[Row]:
        return duck.dicts(sqlfiles.text(f"stages/change/{name}"), **parameters)

    clients = rows("central_clients", since=window.since, until=window.until)
    return Network(
        vpcs={row["vpc_id"]: row for row in rows("vpc")},
        services={(row["region"], row["service_name"], row["service_type"]): row for row in rows("service")},
        subnets={row["subnet_id"]: row for row in rows("subnet")},
        public_ips={row["nat_gateway_id"]: tuple(row["public_ips"]) for row in rows("gateway_address")},
        endpoint_hour_usd={row["region"]: row["usd_per_hour"] for row in rows("endpoint_hour_usd")},
        central_clients={(row["region"], row["vpc_id"], row["service_name"]): row["client_vpc_ids"] for row in clients},
    )
