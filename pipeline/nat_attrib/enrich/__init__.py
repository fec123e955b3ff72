"""Enrich: reference data (prices, AWS's addresses, host names), and the names of the remotes."""

from nat_attrib.enrich.answers import days_to_match, has_answers, match_answers, match_nothing
from nat_attrib.enrich.load import fetch_prices, ip_ranges_files, load_hostnames, load_ip_ranges, load_prices
from nat_attrib.enrich.names import name_remotes, rename_remotes
from nat_attrib.enrich.refresh import refresh

__all__ = [
    "days_to_match",
    "fetch_prices",
    "has_answers",
    "ip_ranges_files",
    "load_hostnames",
    "load_ip_ranges",
    "load_prices",
    "match_answers",
    "match_nothing",
    "name_remotes",
    "refresh",
    "rename_remotes",
]
