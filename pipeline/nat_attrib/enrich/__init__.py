"""Enrich: reference data (prices, AWS's addresses, host names), and the names of the remotes."""

from nat_attrib.enrich.load import load_hostnames, load_ip_ranges, load_prices
from nat_attrib.enrich.names import name_remotes, rename_remotes
from nat_attrib.enrich.refresh import refresh

__all__ = ["load_hostnames", "load_ip_ranges", "load_prices", "name_remotes", "refresh", "rename_remotes"]
