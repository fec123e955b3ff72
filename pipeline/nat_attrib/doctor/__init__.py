"""Says what is missing for whole answers: permissions, flow logs, fields; and prints what mends it."""

from nat_attrib.doctor.examine import Examined, as_json, buckets, examine, record_rates, scratch
from nat_attrib.doctor.permissions import policy, policy_text
from nat_attrib.doctor.proposal import partition
from nat_attrib.doctor.render import Format, render

__all__ = [
    "Examined",
    "Format",
    "as_json",
    "buckets",
    "examine",
    "partition",
    "policy",
    "policy_text",
    "record_rates",
    "render",
    "scratch",
]
