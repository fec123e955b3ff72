"""Decides which candidates count and who their clients were: flow_hour, log_hour, source_seen to nat_hour."""

from nat_attrib.attribute.hours import build, cover, dirty_days, mark_dirty, prepare, refine, refold

__all__ = ["build", "cover", "dirty_days", "mark_dirty", "prepare", "refine", "refold"]
