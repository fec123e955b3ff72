"""Ingest in pieces, anywhere: a manifest of shards, one worker per shard, and a merge through the same commit."""

from nat_attrib.ingest.shards.manifest import Manifest, Shard, load, save, seal
from nat_attrib.ingest.shards.merge import NEWS, StalePlanError, is_merged, merge
from nat_attrib.ingest.shards.piece import Task, run_shard
from nat_attrib.ingest.shards.receipt import attempts
from nat_attrib.ingest.shards.write import plan_shards

__all__ = [
    "NEWS", "Manifest", "Shard", "StalePlanError", "Task", "attempts", "is_merged", "load", "merge", "plan_shards",
    "run_shard", "save", "seal",
]  # fmt: skip
