"""Asks ECS which task holds which ENI: clusters, the tasks of each, and these by the hundred."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nat_attrib.aws import pages, refusal, transport_errors
from nat_attrib.errors import AccessError, NatAttribError
from nat_attrib.inventory.items import cut
from nat_attrib.inventory.snapshot import Answer

if TYPE_CHECKING:
    from nat_attrib.inventory.kinds import Kind

TASKS_A_CALL = 100
"""The most that DescribeTasks takes."""


def tasks(client: Any, account_id: str, region: str, kind: Kind) -> Answer:  # noqa: ANN401 - boto3 has no types
    """Return the running tasks of every cluster; a cluster that refuses leaves the others' standing.

    Raises:
        NatAttribError: the clusters may not be listed.
    """
    found: list[dict[str, Any]] = []
    refused: dict[str, str | None] = {}
    clusters = [arn for page in pages(client, "list_clusters") for arn in page["clusterArns"]]
    for cluster in clusters:
        asked = "ecs:ListTasks"
        try:
            arns = [arn for page in pages(client, "list_tasks", cluster=cluster) for arn in page["taskArns"]]
            asked = "ecs:DescribeTasks"
            for first in range(0, len(arns), TASKS_A_CALL):
                some = arns[first : first + TASKS_A_CALL]
                found += next(pages(client, "describe_tasks", cluster=cluster, tasks=some))["tasks"]
        except transport_errors(NatAttribError) as error:
            said = error if isinstance(error, NatAttribError) else refusal(error, asked, cluster)
            refused[str(said)] = asked if isinstance(error, AccessError) else None
    items, note = cut(kind, {"tasks": found})
    because = " ".join([*refused, *([note] if note else [])]) or None
    denied = next(filter(None, refused.values()), None)
    return Answer(account_id, region, kind.name, items if items or not refused else None, because, denied)
