"""Decides which candidates count and who their clients were: flow_hour, log_hour, source_seen to nat_hour."""

from nat_attrib.attribute.hours import (
    ask_day,
    ask_stored_day,
    build,
    cover,
    dirty_days,
    forget_names,
    forget_sources,
    look_up,
    mark_answers,
    mark_dirty,
    mark_ip_ranges,
    prepare,
    refine,
    refold,
)

__all__ = [
    "ask_day",
    "ask_stored_day",
    "build",
    "cover",
    "dirty_days",
    "forget_names",
    "forget_sources",
    "look_up",
    "mark_answers",
    "mark_dirty",
    "mark_ip_ranges",
    "prepare",
    "refine",
    "refold",
]
