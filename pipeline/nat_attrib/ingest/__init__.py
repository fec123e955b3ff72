"""Reads flow logs into hourly rows: plan, fetch, reduce, commit."""

from nat_attrib.ingest.objects import Source
from nat_attrib.ingest.stage import Ingested, Place, ingest

__all__ = ["Ingested", "Place", "Source", "ingest"]
