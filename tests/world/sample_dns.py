"""The query logs of the sample: what its clients asked Route 53 Resolver for, before and while they talked."""

from __future__ import annotations

import random
from datetime import UTC
from typing import TYPE_CHECKING

from tests.world.dns import Query

if TYPE_CHECKING:
    from tests.world.world import World

STS, LOGS = "sts.ap-east-1.amazonaws.com", "logs.ap-east-1.amazonaws.com"
ECR_API, ECR = "api.ecr.ap-east-1.amazonaws.com", "111122223333.dkr.ecr.ap-east-1.amazonaws.com"
LAYERS = "prod-ap-east-1-starport-layer-bucket.s3.ap-east-1.amazonaws.com"
KINESIS, EXPORTS = "kinesis.ap-east-1.amazonaws.com", "shop-exports.s3.ap-east-1.amazonaws.com"

ASKED: dict[str, dict[str, str]] = {
    "aws-apis": {"batch-etl": KINESIS, "search": LOGS, "ci-runner": ECR_API, "checkout-1": LOGS, "checkout-2": LOGS},
    "s3": {"batch-etl": EXPORTS, "search": LAYERS, "thumbnails": "shop-pictures.s3.ap-east-1.amazonaws.com"},
    "dynamodb": {"batch-etl": "dynamodb.ap-east-1.amazonaws.com"},
    "s3-us-east-1": {"catalog-sync": "supplier-feeds.s3.us-east-1.amazonaws.com"},
    "partner-on-ec2": {"catalog-sync": "collectors.sumologic.com"},
    "packages": {"ci-runner": "pypi.org"},
    "code-host": {"ci-runner": "github.com"},
    "payments": {"checkout-1": "api.payments.example", "checkout-2": "api.payments.example"},
}
"""Remote to client to the name it asks for. Clients that are not listed have their answers from a cache."""


def sample_queries(world: World) -> list[Query]:
    """Return the questions, the same on every call.

    A client asks when it first talks and every six hours; reporting's host cache never shows a question. `search` asks
    for its registry too, and both checkouts ask for STS at an address that also answered logs, so that names disagree.
    """
    chance = random.Random(20261117)
    made: list[Query] = []
    last: dict[tuple[str, str], int] = {}
    for row in sorted(world.truth(), key=lambda row: (row["hour"], row["client_ip"], row["remote_ip"])):
        client = next(c for c in world.topology.clients if row["client_ip"] in c.addresses)
        remote = next((r for r in world.topology.remotes if row["remote_ip"] in r.addresses), None)
        name = ASKED.get(remote.name, {}).get(client.name) if remote else None
        hour = int(row["hour"].replace(tzinfo=UTC).timestamp())
        key = (row["client_ip"], row["remote_ip"])
        if name is None or hour - last.get(key, 0) < 6 * 3600:
            continue
        last[key] = hour
        at = hour + chance.randrange(3600)
        made.append(Query(client.vpc_id, row["client_ip"], name, (row["remote_ip"],), at))
        if name == LAYERS:
            made.append(Query(client.vpc_id, row["client_ip"], ECR, ("54.240.241.77",), at - 1))
        if client.name.startswith("checkout") and row["remote_ip"] == "54.239.1.90":
            made.append(Query(client.vpc_id, row["client_ip"], STS, (row["remote_ip"],), at + 2))
    return made
