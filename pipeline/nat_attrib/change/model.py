"""What is planned: each change with all that a template or a command needs, checked once and never again."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nat_attrib.window import Window


class Form(StrEnum):
    """What the change is written as."""

    CLOUDFORMATION = "cloudformation"
    TERRAFORM = "terraform"
    CLI = "cli"


class Kind(StrEnum):
    """What a change does."""

    GATEWAY_ENDPOINT = "gateway endpoint"
    INTERFACE_ENDPOINT = "interface endpoint"
    ASSOCIATION = "association"
    PRIVATE_DNS = "private DNS"
    DELETION = "deletion"
    BY_HAND = "by hand"


_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eusc-": "aws-eusc",
}
"""Partition by how its regions begin."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change is made."""

    account_id: str
    region: str

    @property
    def partition(self) -> str:
        """The partition in ARNs of the region."""
        return next((name for start, name in _PARTITIONS.items() if self.region.startswith(start)), "aws")


@dataclass(frozen=True, slots=True)
class Change:
    """One change. Ids, names and CIDRs are as AWS makes them (`checked.py`); texts are for comments only."""

    id: str
    """Id of the recommendation; of a sibling that no recommendation names, the id that one would have."""
    action: str
    kind: Kind
    place: Place
    vpc_id: str
    service_name: str = ""
    vpc_endpoint_id: str = ""
    route_table_ids: tuple[str, ...] = ()
    subnet_ids: tuple[str, ...] = ()
    nat_gateway_ids: tuple[str, ...] = ()
    cidrs: tuple[str, ...] = ()
    """Who may speak to an interface endpoint."""
    ports: tuple[int, ...] = (443,)
    """TCP ports that the endpoint listens on."""
    has_private_dns: bool = True
    policy: dict[str, Any] | None = None
    """Endpoint policy; None leaves AWS's default, which allows everything."""
    title: str = ""
    """What it does, in one line."""
    because: str = ""
    """Why, as the recommendation says."""
    notes: tuple[str, ...] = ()
    """What to know of this change in particular."""
    dns_names: tuple[str, ...] = ()
    """Names that lead to an interface endpoint afterwards."""

    @property
    def service(self) -> str:
        """The short name of the service, such as `ecr.dkr`."""
        _, found, short = self.service_name.partition(f".{self.place.region}.")
        return short if found else self.service_name

    @property
    def name(self) -> str:
        """A name for templates, the same for as long as the recommendation stands: `ecr_dkr_1f0c9d8e7b6a`."""
        words = "".join(letter if letter.isalnum() else "_" for letter in self.service or self.action)
        return f"{words}_{self.id}"

    @property
    def logical_id(self) -> str:
        """The same in CloudFormation's alphabet: `EcrDkr1f0c9d8e7b6a`."""
        return "".join(word[:1].upper() + word[1:] for word in self.name.split("_"))


@dataclass(frozen=True, slots=True)
class VpcDns:
    """What private DNS and Amazon's DNS need of a VPC; None where nobody looked."""

    support: bool | None
    hostnames: bool | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes in the order in which they apply, and what the runbook says about their surroundings."""

    window: Window
    changes: tuple[Change, ...]
    vpc_dns: dict[str, VpcDns] = field(default_factory=dict)
    public_ips: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Public addresses by NAT gateway."""
    left_out: tuple[str, ...] = ()
    """What was advised and is not in the plan, in sentences."""

    @property
    def places(self) -> list[Place]:
        """Accounts and regions of everything that is not done by hand, in order."""
        places = {change.place for change in self.changes if change.kind != Kind.BY_HAND}
        return sorted(places, key=lambda place: (place.account_id, place.region))
