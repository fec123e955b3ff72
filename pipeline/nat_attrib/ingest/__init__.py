"""Reads flow logs into hourly rows, and query logs into names: plan, fetch, reduce, commit."""

from nat_attrib.ingest.list_local import require
from nat_attrib.ingest.names import FLOW_LOG, QUERY_LOG
from nat_attrib.ingest.objects import Source
from nat_attrib.ingest.place import Place
from nat_attrib.ingest.stage import Ingested, ingest, read_query_logs

__all__ = ["FLOW_LOG", "QUERY_LOG", "Ingested", "Place", "Source", "ingest", "read_query_logs", "require"]
