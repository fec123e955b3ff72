"""Attributes the bytes that AWS NAT gateways bill to sources and AWS services, and says which VPC endpoint ends them."""

from importlib.metadata import version

__version__ = version("nat-attrib")
