"""What the network looks like: snapshots of AWS or of saved `aws ec2 describe-*` output, and when they were seen."""

from nat_attrib.inventory.fetch import snapshot_aws
from nat_attrib.inventory.folder import snapshot_folder
from nat_attrib.inventory.kinds import EXTRA_PERMISSIONS, PERMISSIONS
from nat_attrib.inventory.load import load, spread
from nat_attrib.inventory.snapshot import Answer, Snapshot

__all__ = [
    "EXTRA_PERMISSIONS",
    "PERMISSIONS",
    "Answer",
    "Snapshot",
    "load",
    "snapshot_aws",
    "snapshot_folder",
    "spread",
]
