"""Trust: what CloudWatch counted and what the bill charges, to hold the flow logs' bytes against."""

from nat_attrib.trust.stage import Gathered, Wanted, gather

__all__ = ["Gathered", "Wanted", "gather"]
