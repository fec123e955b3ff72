"""Where the inventory's flow logs are delivered, and whose credentials may read them there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nat_attrib.errors import NatAttribError
from nat_attrib.ingest import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nat_attrib.access import Look
    from nat_attrib.aws import Aws
    from nat_attrib.duck import Duck


def sources(duck: Duck) -> list[Source]:
    """Return the S3 places that the inventory's flow logs deliver to.

    Raises:
        NatAttribError: there are none.
    """
    found = duck.rows(
        "select distinct log_destination from inventory_flow_log "
        "where log_destination_type = 's3' and is_current order by log_destination"
    )
    if not found:
        raise NatAttribError(
            "No flow log that delivers to S3 was found; name where flow logs lie, such as "
            "nat-attrib run s3://bucket/prefix, or create one as nat-attrib doctor says."
        )
    return [Source.parse(destination) for (destination,) in found]


def readers(duck: Duck, own: Aws | None, looks: Sequence[Look]) -> dict[str, list[Aws]]:
    """Return whose credentials to try for the buckets that flow logs deliver to: the own ones, then the logs' owners'.

    The bucket may belong to any of them, or to an account of its own.
    """
    if own is None:
        return {}
    found = duck.rows(
        "select distinct log_destination, account_id from inventory_flow_log "
        "where log_destination_type = 's3' and is_current order by all"
    )
    owners = {look.account_id: look.aws for look in looks if look.account_id}
    tried: dict[str, list[Aws]] = {}
    for destination, account_id in found:
        ours = tried.setdefault(str(Source.parse(destination).bucket), [own])
        owner = owners.get(account_id)
        if owner is not None and owner not in ours:
            ours.append(owner)
    return tried
