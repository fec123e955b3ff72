"""What the help of each command shows at its end: how it is usually called."""

from __future__ import annotations

_EXAMPLES = {
    "run": (
        "nat-attrib run",
        "nat-attrib run s3://bucket/flow-logs --since 7d --dns s3://bucket/dns",
        "nat-attrib run logs/ --inventory inventory/",
    ),
    "ingest": (
        "nat-attrib ingest s3://bucket/flow-logs --since 30d",
        "nat-attrib ingest --dns s3://bucket/query-logs",
    ),
    "inventory": (
        "nat-attrib inventory --region eu-west-1 --region us-east-1",
        "nat-attrib inventory --from inventory/",
    ),
    "report": (
        "nat-attrib report --since 7d",
        "nat-attrib report --since 4w --by tag:team --format csv -o teams.csv",
        "nat-attrib report --format html -o page.html",
        "nat-attrib report --changes --fail-on growth=100",
    ),
    "recommend": (
        "nat-attrib recommend",
        "nat-attrib recommend --since 4w --format json",
    ),
    "plan": (
        "nat-attrib plan -o change.yaml",
        "nat-attrib plan 0123456789ab --format terraform -o change.tf",
    ),
    "audit": (
        "nat-attrib audit",
        "nat-attrib audit --fail-on high --format markdown",
    ),
    "reconcile": (
        "nat-attrib reconcile --cloudwatch",
        "nat-attrib reconcile --bill s3://bucket/cur --fail-on 0.95",
    ),
    "compare": (
        "nat-attrib compare --at 2026-11-18T14:00",
        "nat-attrib compare --at 2d --window 24h",
    ),
    "explain": (
        "nat-attrib explain 52.94.0.17",
        "nat-attrib explain 10.0.4.17 --at 2026-11-18T14:00",
    ),
    "doctor": (
        "nat-attrib doctor",
        "nat-attrib doctor --policy --bucket amzn-s3-demo-bucket",
        "nat-attrib doctor --inventory inventory/",
    ),
    "demo": (
        "nat-attrib demo",
        "nat-attrib demo --keep demo.duckdb",
    ),
    "refresh": ("nat-attrib refresh aws",),
    "enrich": (
        "nat-attrib enrich --dns s3://bucket/query-logs --since 7d",
        "nat-attrib enrich --ip-ranges aws",
    ),
    "compact": ("nat-attrib compact --detail-days 30",),
    "prune": ("nat-attrib prune --older-than 400d",),
    "export": ("nat-attrib export --parquet exported/",),
    "shards write": ("nat-attrib shards write plan.json s3://bucket/flow-logs > numbers",),
    "shards run": ("xargs -P 4 -I N nat-attrib shards run plan.json N --output parts < numbers",),
    "shards merge": ("nat-attrib shards merge plan.json --from parts",),
}


def examples(command: str) -> str:
    """Return the end of a command's help: what people type."""
    # Without the mark the lines would be filled like a paragraph.
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in _EXAMPLES[command])
